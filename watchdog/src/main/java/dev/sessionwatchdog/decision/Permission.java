package dev.sessionwatchdog.decision;

/// Whether anything on disk may be changed now.
public sealed interface Permission {

    record Granted() implements Permission {}

    /// @param reason as in `mode: observe`, `dry run`, `paused until ...`
    record Withheld(String reason) implements Permission {}
}
