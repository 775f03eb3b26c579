package dev.sessionwatchdog.observation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What can be said of one process id: that nobody has it, who has it, or nothing.
public sealed interface ProcessSight {

    /// Wall times of processes and files are compared across at most this much inaccuracy.
    Duration START_TIME_MARGIN = Duration.ofMinutes(2);

    /// No process has this id: both sources say so, twice.
    record Gone() implements ProcessSight {}

    /// A process has it.
    ///
    /// @param startedAt by the wall clock of now; good to a few seconds
    /// @param startTicks field 22 of `/proc/PID/stat`, in our time namespace
    /// @param ticksComparable whether it runs in our time namespace, so that ticks that it wrote
    ///   down itself may be compared with what we read; false when that cannot be seen
    /// @param uid its user, where that can be seen
    /// @param title its command line or title, one line, bounded; never trusted as evidence alone
    record Running(
            Instant startedAt,
            OptionalLong startTicks,
            boolean ticksComparable,
            Activity activity,
            OptionalInt uid,
            Optional<String> title)
            implements ProcessSight {

        /// Whether it surely started after that, as far as the wall clock was not set in between.
        public boolean startedAfter(Instant instant) {
            return startedAt.isAfter(instant.plus(START_TIME_MARGIN));
        }

        /// A process of which only its start is known.
        public Running(Instant startedAt) {
            this(
                    startedAt,
                    OptionalLong.empty(),
                    false,
                    Activity.RUNNING,
                    OptionalInt.empty(),
                    Optional.empty());
        }
    }

    /// It has ended; its parent has not asked for it yet, and no second thread of it works on
    /// (`measurements.md` F.10).
    record Zombie() implements ProcessSight {}

    /// I cannot see it, which is never: it is dead.
    record Unknown(String reason) implements ProcessSight {}

    /// Whether it gets to run.
    enum Activity {
        RUNNING,
        /// Stopped, traced, in uninterruptible sleep, or in a frozen control group.
        PAUSED
    }
}
