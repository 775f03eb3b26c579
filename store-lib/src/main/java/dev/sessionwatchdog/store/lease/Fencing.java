package dev.sessionwatchdog.store.lease;

/// Whether a commit under a lost lease is impossible here, or only noticed.
public sealed interface Fencing {

    /// The kernel refuses it.
    record Fenced() implements Fencing {}

    /// Owners follow the same protocol, but nothing refuses a late commit; every event says
    /// `fenced: false`.
    record Unfenced(String why) implements Fencing {}

    default boolean fenced() {
        return switch (this) {
            case Fenced _ -> true;
            case Unfenced _ -> false;
        };
    }
}
