package dev.sessionwatchdog.finding;

import java.time.Duration;

/// The times that the lock rules compare with; the names are those of the configuration.
///
/// @param confirmGap how far apart looks have to be that agree
/// @param tolerance a lock that beats has lapsed when it was silent for its term times this
/// @param minBeatsSeen fewer beats than this are no heartbeat, unless it is declared
/// @param undeclaredTerm the term of a heartbeat that was seen but not declared
/// @param pausedWaits whether an owner that is stopped or frozen is waited for
public record LockLimits(
        Duration confirmGap,
        Duration unreadableGrace,
        Duration declaredGrace,
        Duration undeclaredMaxAge,
        double tolerance,
        int minBeatsSeen,
        Duration undeclaredTerm,
        boolean pausedWaits,
        Duration recoveryWait,
        Duration suspendGuard) {}
