package dev.sessionwatchdog.action;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.store.time.Time;
import java.time.Duration;

/// Spreads acts over time: so many files and so many bytes a second, never more than one second's
/// worth at once. What is larger than a second's worth pays afterwards.
public final class Pace {

    private final Time time;
    private final Config.Rate rate;
    private double files;
    private double bytes;
    private Moment last;

    public Pace(Time time, Config.Rate rate) {
        this.time = time;
        this.rate = rate;
        this.files = rate.files();
        this.bytes = (double) rate.bytes();
        this.last = time.moment();
    }

    /// Waits until one more file of this size may go.
    public void spend(long size) throws InterruptedException {
        double wanted = Math.min((double) size, (double) rate.bytes());
        refill();
        while (files < 1 || bytes < wanted) {
            double seconds =
                    Math.max(
                            (1 - files) / rate.files(),
                            (wanted - bytes) / (double) Math.max(1, rate.bytes()));
            time.await(Duration.ofNanos((long) (Math.max(seconds, 0.001) * 1e9)));
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
