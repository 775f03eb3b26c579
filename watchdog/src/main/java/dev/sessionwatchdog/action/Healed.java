package dev.sessionwatchdog.action;

/// What looking after a name came to, at which a lock was put back.
public sealed interface Healed {

    /// No abandoned lock stands there.
    ///
    /// @param taken whether one stood there and was taken
    record Free(boolean taken) implements Healed {}

    /// A lock stands there and stays: it is to be watched like any other.
    record Standing(String why) implements Healed {}
}
