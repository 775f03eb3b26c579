package dev.sessionwatchdog.store.lease;

import java.util.Optional;

/// How work under a lease went. What its commits answered is for the work to keep.
///
/// @param <T> what the work answers
public sealed interface LeaseResult<T> {

    /// The work ran, and the lease was ours until it was given back.
    ///
    /// @param unreleased why it could not be given back; others wait then until it lapses
    record Held<T>(T value, long fence, Optional<String> unreleased) implements LeaseResult<T> {}

    /// The work ran, but the lease was lost before its end. Commits that answered
    /// [Commit.Committed] stand.
    record Lost<T>(T value, Loss loss) implements LeaseResult<T> {}

    /// The work did not run: another owner did not give the lease back in time.
    record Busy<T>(Holder holder) implements LeaseResult<T> {}
}
