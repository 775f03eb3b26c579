package dev.sessionwatchdog.store.lease;

/// Why a lease is not ours any more. It never comes back.
///
/// @param what for people
public record Loss(Cause cause, String what) {

    public enum Cause {
        /// It was broken: the kernel finds our token no longer.
        TAKEN,
        /// We could not renew it in time, by our own clocks, and so start nothing new.
        STOPPED,
        /// It was given back, or its handle was lost.
        RELEASED,
        /// A commit before is indeterminate, and nothing may follow it.
        DOUBTFUL
    }
}
