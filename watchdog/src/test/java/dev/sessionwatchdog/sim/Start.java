package dev.sessionwatchdog.sim;

import dev.sessionwatchdog.store.forensic.Origin;
import dev.sessionwatchdog.store.time.Time;
import dev.sessionwatchdog.sweep.DaemonFile;
import java.util.Optional;
import java.util.OptionalLong;

/// What one start of the daemon in a [World] says of itself.
///
/// @param seed of the world
/// @param number of this start
record Start(long seed, int number) {

    Origin origin() {
        return new Origin(
                "swd-world-" + seed,
                "world",
                Optional.empty(),
                "linux",
                "0",
                "test",
                pid(),
                OptionalLong.empty(),
                "enforce",
                false,
                Optional.empty(),
                "0".repeat(64),
                1,
                "daemon",
                0,
                Optional.empty());
    }

    DaemonFile file(Time time) {
        return new DaemonFile(
                pid(),
                OptionalLong.empty(),
                time.moment().wall(),
                "0",
                "enforce",
                false,
                "state",
                World.EVENTS,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private long pid() {
        return 4_000L + number;
    }
}
