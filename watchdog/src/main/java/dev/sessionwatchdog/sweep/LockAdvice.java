package dev.sessionwatchdog.sweep;

import java.util.Optional;

/// What a person can do about a lock that is not broken.
final class LockAdvice {

    private LockAdvice() {}

    static Optional<String> about(String verdict) {
        return Optional.ofNullable(
                switch (verdict) {
                    case "namespace-unknown" ->
                            "Its owner may live in another container or on another machine: run the"
                                    + " watchdog where the gateway runs, and give each gateway its"
                                    + " own state directory";
                    case "live-owner-duplicate-gateway" ->
                            "More than one gateway runs on this root: stop the one that should not";
                    case "clock-skew" ->
                            "It was made in the future: a clock is wrong or was set back";
                    case "owner-paused" ->
                            "Its owner is stopped or frozen: let it run on, or end it";
                    case "renewing-without-progress" ->
                            "Its owner beats without any work: look at the session; what beats is"
                                    + " never broken";
                    case "unknown-read-error" ->
                            "It cannot be read: look at the disk and at its permissions";
                    case "foreign-guard" ->
                            "Somebody who reclaimed it left a guard behind: remove the guard by"
                                    + " hand if no gateway is at work on it";
                    case "era-sqlite" ->
                            "The gateway keeps its sessions in a database: nothing here is touched";
                    case "era-upgrading" ->
                            "The gateway's own migration is not over; the whole root is read-only"
                                    + " for us. To finish it: openclaw doctor";
                    case "era-mixed" ->
                            "An index and a directory store lie side by side: nothing here is"
                                    + " touched";
                    case "era-unknown" ->
                            "Nothing tells which gateway owns this store: nothing here is touched";
                    default -> null;
                });
    }
}
