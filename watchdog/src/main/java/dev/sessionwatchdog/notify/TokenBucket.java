package dev.sessionwatchdog.notify;

import java.time.Duration;

/// At most `burst` at once, and `burst` in each `per` after that, by a monotonic clock.
final class TokenBucket {

    private final int burst;
    private final double nanosEach;
    private double tokens;
    private long filled;

    TokenBucket(int burst, Duration per, long now) {
        this.burst = burst;
        this.nanosEach = (double) per.toNanos() / burst;
        this.tokens = burst;
        this.filled = now;
    }

    boolean take(long now) {
        fill(now);
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }

    /// In how many nanoseconds there is one.
    long untilNext(long now) {
        fill(now);
        return tokens >= 1 ? 0 : (long) Math.ceil((1 - tokens) * nanosEach);
    }

    private void fill(long now) {
        long passed = Math.max(0, now - filled);
        filled = now;
        tokens = nanosEach == 0 ? burst : Math.min(burst, tokens + (double) passed / nanosEach);
    }
}
