package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.Tally;
import dev.sessionwatchdog.finding.LockFinding;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// What one sweep saw of locks, and did.
///
/// @param byState locks that stood there, by what was found of them
/// @param kept left alone, for a reason that was told
/// @param confirming to be broken when another look agrees
/// @param left to be broken, but over a budget
/// @param more whether the next sweep may go on at once
/// @param confirmIn when the next look may agree
/// @param brokenInAll since this watchdog began, by sweeps, between them and by hand
/// @param byRule how many were broken by which rule
public record LockSummary(
        Map<LockFinding.State, Integer> byState,
        int kept,
        int confirming,
        int left,
        boolean more,
        Optional<Duration> confirmIn,
        int brokenInAll,
        Tally tally,
        Map<String, Integer> byRule) {

    static final LockSummary NONE =
            new LockSummary(Map.of(), 0, 0, 0, false, Optional.empty(), 0, Tally.NOTHING, Map.of());

    /// How many stood there.
    public int standing() {
        return byState.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// What was seen, without what was done.
    LockSummary asSeen() {
        return new LockSummary(
                byState,
                kept,
                confirming,
                0,
                false,
                confirmIn,
                brokenInAll,
                Tally.NOTHING,
                Map.of());
    }
}
