package dev.sessionwatchdog.observation;

import java.time.Instant;
import java.util.OptionalLong;

/// A gateway process that runs on a root.
///
/// @param startedAt by the wall clock of now; good to a few seconds
/// @param parent its parent's process id, 1 when it was orphaned
/// @param ourNamespace whether it runs in our PID namespace
public record Gateway(
        long pid,
        Instant startedAt,
        OptionalLong startTicks,
        OptionalLong parent,
        boolean ourNamespace) {}
