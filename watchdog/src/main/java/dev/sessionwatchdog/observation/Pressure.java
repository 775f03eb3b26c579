package dev.sessionwatchdog.observation;

import java.util.OptionalLong;

/// For how long somebody on this machine had to wait for a disk.
@FunctionalInterface
public interface Pressure {

    /// The time since some moment in which at least one process waited, in microseconds; only the
    /// difference of two answers means anything.
    ///
    /// @return empty where nobody tells
    OptionalLong waitedMicros();

    /// Where nobody tells.
    static Pressure unknown() {
        return OptionalLong::empty;
    }
}
