package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.time.Time;
import java.util.random.RandomGenerator;

/// What a migration needs of its caller.
///
/// @param random names migrations
public record MigrationSeams(
        MigrationRecorder recorder,
        MigrationGuard guard,
        LeaseOpening leases,
        Time time,
        RandomGenerator random) {}
