package dev.sessionwatchdog.store.forensic;

import java.time.Duration;

/// When a segment of the log is closed and the next one begun: whichever comes first.
///
/// @param bytes size of a segment that is not exceeded by more than one event
/// @param every age of a segment's first event
public record Rotation(long bytes, Duration every) {}
