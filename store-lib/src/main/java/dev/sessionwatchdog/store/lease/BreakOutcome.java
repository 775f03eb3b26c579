package dev.sessionwatchdog.store.lease;

/// How breaking a lease went. Whatever it says, a lease that was left half broken is finished by
/// whoever finds it next.
public sealed interface BreakOutcome {

    /// The owner can commit no more, and the next one may claim.
    ///
    /// @param generation that was closed
    record Broken(long generation) implements BreakOutcome {}

    /// The owner gave a sign of life or gave the lease back, or somebody else broke it.
    record Overtaken(String found) implements BreakOutcome {}
}
