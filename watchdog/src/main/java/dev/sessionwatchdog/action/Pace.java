package dev.sessionwatchdog.action;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.store.time.Time;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Spreads acts over time: so many files and so many bytes a second, never more than one second's
/// worth at once. What is larger than a second's worth pays afterwards.
public final class Pace {

    /// One wait; a large file at a low rate asks for many.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final Time time;
    private final Config.Rate rate;
    private final BooleanSupplier stopping;
    private double files;
    private double bytes;
    private Moment last;

    /// @param stopping asked before each wait
    public Pace(Time time, Config.Rate rate, BooleanSupplier stopping) {
        this.time = time;
        this.rate = rate;
        this.stopping = stopping;
        this.files = rate.files();
        this.bytes = (double) rate.bytes();
        this.last = time.moment();
    }

    /// Waits until one more file of this size may go, or we are to stop.
    public void spend(long size) throws InterruptedException {
        double wanted = Math.min((double) size, (double) rate.bytes());
        refill();
        while ((files < 1 || bytes < wanted) && !stopping.getAsBoolean()) {
            double seconds =
                    Math.max(
                            (1 - files) / rate.files(),
                            (wanted - bytes) / (double) Math.max(1, rate.bytes()));
            Duration wait = Duration.ofNanos((long) (Math.max(seconds, 0.001) * 1e9));
            time.await(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT);
            refill();
        }
        files -= 1;
        bytes -= (double) size;
    }

    private void refill() {
        Moment now = time.moment();
        double seconds = Math.max(0, (double) now.since(last).toNanos() / 1e9);
        files = Math.min(rate.files(), files + seconds * rate.files());
        bytes = Math.min((double) rate.bytes(), bytes + seconds * (double) rate.bytes());
        last = now;
    }
}
