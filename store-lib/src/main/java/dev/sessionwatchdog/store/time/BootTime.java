package dev.sessionwatchdog.store.time;

import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.Supplier;

/// `CLOCK_BOOTTIME` by a source that is as coarse as it is slow: every event and every act asks for
/// the time, so the source is not asked again within its resolution.
///
/// A suspension stops the monotonic clock and not the wall clock. Where the two have moved apart,
/// by a suspension or because somebody set the clock, the source is asked at once.
final class BootTime {

    /// The resolution of `/proc/uptime`.
    private static final long FRESH_NANOS = 10_000_000;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Supplier<OptionalLong> source;
    private boolean known;
    private long askedAt;
    private long wallAhead;
    private long bootAhead;

    /// @param source nanoseconds since the boot; empty where they are not told, and then the
    ///   machine is taken as never suspended
    BootTime(Supplier<OptionalLong> source) {
        this.source = source;
    }

    /// Nanoseconds since the boot, with time in suspension.
    ///
    /// @param monotonic in nanoseconds
    /// @param wall at the same moment
    synchronized long at(long monotonic, Instant wall) {
        long ahead = wall.getEpochSecond() * NANOS_PER_SECOND + wall.getNano() - monotonic;
        if (!known
                || Math.abs(monotonic - askedAt) >= FRESH_NANOS
                || Math.abs(ahead - wallAhead) >= FRESH_NANOS) {
            bootAhead = source.get().orElse(monotonic) - monotonic;
            askedAt = monotonic;
            wallAhead = ahead;
            known = true;
        }
        return monotonic + bootAhead;
    }
}
