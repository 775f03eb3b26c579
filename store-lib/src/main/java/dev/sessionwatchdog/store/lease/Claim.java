package dev.sessionwatchdog.store.lease;

/// The answer to the wish to hold a lease.
public sealed interface Claim {

    /// Ours; to be closed. Beats stop when the handle is garbage, and then the lease lapses.
    record Granted(Lease lease) implements Claim {}

    record Busy(Holder holder) implements Claim {}
}
