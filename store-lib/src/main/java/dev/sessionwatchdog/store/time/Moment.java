package dev.sessionwatchdog.store.time;

import java.time.Duration;
import java.time.Instant;

/// Two clocks and the boot, read together.
///
/// Elapsed time is always [#since], which is monotonic and stands still while the machine sleeps.
/// The wall clock is for people and for comparing with file times; it may step in either direction.
///
/// @param monotonicNanos `CLOCK_MONOTONIC`, comparable only within one boot and time namespace
/// @param boottimeNanos `CLOCK_BOOTTIME`: like the monotonic clock, but also counting suspended
///   time
/// @param wall the wall clock
/// @param bootId the kernel's `/proc/sys/kernel/random/boot_id`, or `unknown`
public record Moment(long monotonicNanos, long boottimeNanos, Instant wall, String bootId) {

    /// Monotonic time from `earlier` to this moment.
    public Duration since(Moment earlier) {
        return Duration.ofNanos(monotonicNanos - earlier.monotonicNanos);
    }

    /// How long the machine has slept in this boot.
    public Duration suspended() {
        return Duration.ofNanos(boottimeNanos - monotonicNanos);
    }

    /// How far the wall clock moved more (positive) or less than real time did since `earlier`.
    public Duration wallStepSince(Moment earlier) {
        return Duration.between(earlier.wall, wall)
                .minusNanos(boottimeNanos - earlier.boottimeNanos);
    }
}
