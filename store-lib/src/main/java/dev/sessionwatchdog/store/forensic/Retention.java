package dev.sessionwatchdog.store.forensic;

import java.time.Duration;

/// How much of a log is kept; the newest finished segment and the active one always are.
///
/// @param age a finished segment is kept until its last event is so old
/// @param bytes the oldest finished segments go, however young, when all segments are larger
public record Retention(Duration age, long bytes) {}
