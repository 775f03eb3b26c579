package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.time.Moment;
import java.time.Duration;
import java.util.Optional;

/// One lease that is held, or that is being broken, and when an overseer looks at it next.
final class OverseenLease {

    /// After the first failure; doubled with every further one.
    private static final Duration FIRST_DELAY = Duration.ofSeconds(4);

    /// Two minutes and a little.
    private static final int MOST_DOUBLINGS = 5;

    final LapseWatch watch;
    private long dueAt;
    private Optional<Token> token = Optional.empty();
    private long tokenSince;
    private int unseen;
    private int unbroken;
    private boolean delayed;

    OverseenLease(LapsePolicy policy, Moment now) {
        this.watch = new LapseWatch(policy);
        this.dueAt = now.monotonicNanos();
    }

    void again(Moment now, Duration in) {
        dueAt = now.monotonicNanos() + in.toNanos();
    }

    boolean isDue(Moment now) {
        return dueAt - now.monotonicNanos() <= 0;
    }

    Duration untilDue(Moment now) {
        return Duration.ofNanos(Math.max(0, dueAt - now.monotonicNanos()));
    }

    /// It could be looked at: whatever kept us from that is over. What kept us from breaking it may
    /// not be, as long as it is the same owner's.
    ///
    /// @return for how long it has been seen so
    Duration saw(Token now, Moment at) {
        unseen = 0;
        if (!token.equals(Optional.of(now))) {
            token = Optional.of(now);
            tokenSince = at.monotonicNanos();
            unbroken = 0;
        }
        return Duration.ofNanos(at.monotonicNanos() - tokenSince);
    }

    void couldNotBeSeen(Moment now) {
        delay(now, unseen++);
    }

    void couldNotBeBroken(Moment now) {
        delay(now, unbroken++);
    }

    private void delay(Moment now, int failures) {
        delayed = true;
        again(now, FIRST_DELAY.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS)));
    }

    /// Whether we were late on purpose, which is no gap to tell of; asked once.
    boolean wasDelayed() {
        boolean was = delayed;
        delayed = false;
        return was;
    }
}
