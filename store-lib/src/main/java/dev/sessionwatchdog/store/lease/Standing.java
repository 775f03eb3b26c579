package dev.sessionwatchdog.store.lease;

import java.time.Duration;

/// What an observer may say of a held lease.
public sealed interface Standing {

    Credit credit();

    /// It lives, or it cannot be told yet that it does not.
    ///
    /// @param gap the observer itself did not run, or the machine slept: all credit starts anew
    record Held(Credit credit, boolean gap) implements Standing {}

    /// It may be broken if a last look shows the same.
    record Lapsed(Ground ground, Credit credit, LeaseSighting sighting) implements Standing {}

    /// Why.
    enum Ground {
        /// No sign of life for its term and a half of watched time.
        SILENT("silent"),
        /// It beats, but nothing went on for longer than it may hold.
        PROGRESS_STALLED("progress_stalled"),
        /// Its process is proven to be gone.
        OWNER_GONE("owner_gone"),
        /// Somebody asked for it; safe at any moment, since commits are fenced.
        REQUESTED("requested"),
        /// Another breaker began and did not finish.
        RESUMED("resumed");

        private final String word;

        Ground(String word) {
            this.word = word;
        }

        /// As it stands in the log.
        public String word() {
            return word;
        }
    }

    /// What was watched, on the observer's own monotonic clock, without the time in which it did
    /// not look.
    ///
    /// @param silence since the last sign of life
    /// @param limit so much silence is a lapse
    /// @param stall since the last progress
    /// @param holdLimit so much of that is a stall
    /// @param samples how often the value was seen unchanged
    record Credit(
            Duration silence, Duration limit, Duration stall, Duration holdLimit, int samples) {

        static final Credit NONE =
                new Credit(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);
    }
}
