package dev.sessionwatchdog.report;

import java.time.Instant;
import java.util.List;

/// The figures that are drawn over time.
///
/// @param locks how long each lock had lapsed when something was said of it
/// @param activity what was done in each stretch of time
/// @param quarantine how many things were in quarantine that came there in the time of the report
public record Plots(List<LockAge> locks, List<Bucket> activity, List<Level> quarantine) {

    /// @param owner the process that holds it, in words
    /// @param seconds since its last sign of life, as the rule counts it
    /// @param limit in seconds
    public record LockAge(Instant time, String owner, double seconds, double limit) {}

    /// @param from the beginning of the stretch
    /// @param bytes of orphans that were taken away
    /// @param acts of any kind that were done
    public record Bucket(Instant from, long bytes, long acts) {}

    /// @param items after this change
    public record Level(Instant time, long items) {}
}
