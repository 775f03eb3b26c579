package dev.sessionwatchdog.store.lease;

/// What one look at a lease showed.
public sealed interface LeaseLook {

    record Free(Token.Free token) implements LeaseLook {}

    record Held(LeaseSighting sighting) implements LeaseLook {}

    record Broken(Token.Broken token) implements LeaseLook {}

    /// No such lease yet.
    record Absent() implements LeaseLook {}

    /// No token was shown, or several: listings do that while it is renamed (`measurements.md`
    /// F.10). Look again.
    record Unsettled() implements LeaseLook {}
}
