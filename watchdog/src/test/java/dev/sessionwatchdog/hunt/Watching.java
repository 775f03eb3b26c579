package dev.sessionwatchdog.hunt;

import dev.sessionwatchdog.hunt.TrueLock.Fate;

/// What the daemon could attend to, in truth: since when it runs, and what broke its attention.
final class Watching {

    private static final long LEAST_PROMISE = TrueTime.seconds(5);

    final TrueTime time;

    /// Grows with every start.
    int daemon;

    long startedAt = TrueTime.NEVER;

    /// The last gap, sleep or clock step in this daemon's life.
    long disturbedAt = TrueTime.NEVER;

    /// The last sleep or clock step in this daemon's life.
    long resumedAt = TrueTime.NEVER;

    /// How much of the time since then it did not attend to.
    private long missed;

    /// Anything that may have cost the daemon a look, however short.
    long troubledAt = TrueTime.NEVER;

    /// Nobody has set the wall clock in this life of the world.
    boolean clockTrusted = true;

    /// The daemon died in the middle of its last turn.
    boolean diedInTurn;

    Watching(TrueTime time) {
        this.time = time;
    }

    void started() {
        daemon++;
        startedAt = time.now();
        disturbedAt = TrueTime.NEVER;
        resumedAt = TrueTime.NEVER;
        troubledAt = time.now();
    }

    void resumed() {
        missed = 0;
        disturbedAt = time.now();
        resumedAt = time.now();
        troubledAt = time.now();
    }

    /// It did not get to look for so long, having meant to look after `promised`.
    void stalled(long forNanos, long promised) {
        if (forNanos > 4 * Math.max(promised, LEAST_PROMISE)) {
            disturbedAt = time.now();
        }
        missed += forNanos;
        troubledAt = time.now();
    }

    /// Until when nothing lapses because of a sleep or a clock step; the guard is attended time.
    long guardedUntil(long guard) {
        return resumedAt == TrueTime.NEVER ? TrueTime.NEVER : resumedAt + guard + missed;
    }

    void troubled() {
        troubledAt = time.now();
    }

    /// Before this nothing counts, whatever the clocks say.
    long nothingBefore(TrueLock lock) {
        boolean tells = clockTrusted && lock.boot == time.boot();
        long first = tells ? lock.created : startedAt;
        return Math.max(first, disturbedAt);
    }

    /// The daemon looks at it.
    void looked(TrueLock lock) {
        if (lock.lookedAtBy != daemon || lock.firstLook < disturbedAt) {
            lock.lookedAtBy = daemon;
            lock.firstLook = time.now();
        }
        lock.lastLook = time.now();
    }

    boolean hasSeen(TrueLock lock) {
        return lock.lookedAtBy == daemon;
    }

    /// How long it was watched, at the most, without a disturbance.
    long lookedFor(TrueLock lock) {
        boolean counts = lock.lookedAtBy == daemon && lock.firstLook >= disturbedAt;
        return counts && lock.fate != Fate.REMOVED ? lock.lastLook - lock.firstLook : 0;
    }
}
