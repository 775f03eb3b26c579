package dev.sessionwatchdog.race;

import java.util.List;

/// What one attempt to break did, for the referee.
///
/// @param what became of the lock
/// @param gaps when another lock stood elsewhere
/// @param freed what was taken because nobody had it open
record Attempt(What what, List<Gap> gaps, List<Freed> freed) {

    /// What became of the lock, as far as the breaker can prove it.
    enum What {
        /// Nothing, or it was put back.
        NOTHING,
        /// The examined lock is in quarantine.
        CAPTURED,
        /// Another lock is in quarantine.
        CAPTURED_ANOTHER,
        /// Whatever stood at the name was unlinked.
        UNLINKED
    }

    /// Another lock was away from its name at most from `from` to `to`.
    record Gap(long from, long to) {}

    /// The bytes of a lock that was taken, not before `at`.
    record Freed(String raw, long at) {}
}
