package dev.sessionwatchdog.action;

import dev.sessionwatchdog.observation.Pressure;
import dev.sessionwatchdog.store.time.Moment;
import java.time.Duration;
import java.util.OptionalLong;

/// How much of the configured rate is used while others wait for the disk: half as much after each
/// window in which somebody waited too long, a step more after each in which nobody did.
///
/// Our own acts make others wait, too; that is meant. Never less than a floor: on a machine that is
/// always busy the space comes back late, not never. Where nobody tells of pressure the share is
/// all.
final class BackingOff {

    /// What is looked at in one piece.
    static final Duration WINDOW = Duration.ofSeconds(1);

    /// Part of a window in which somebody waited, above which there is less for us.
    static final double TOO_MUCH = 0.15;

    /// Of the whole rate; from the floor back to all of it takes sixteen calm windows.
    static final double STEP = 1.0 / 16;

    /// Of the whole rate, where that is many files a second.
    static final double LEAST = 1.0 / 32;

    private final Pressure pressure;
    private final double least;
    private Moment began;
    private OptionalLong before;
    private double share = 1;

    /// @param files a second at the whole rate; never less than one of them
    BackingOff(Pressure pressure, int files, Moment now) {
        this.pressure = pressure;
        this.least = Math.min(1, Math.max(LEAST, 1.0 / files));
        this.began = now;
        this.before = pressure.waitedMicros();
    }

    /// What of the rate may be used now, from above 0 to 1.
    double share(Moment now) {
        Duration passed = now.since(began);
        if (passed.compareTo(WINDOW) >= 0) {
            OptionalLong waited = pressure.waitedMicros();
            share = waited.isPresent() && before.isPresent() ? next(waited, passed) : 1;
            began = now;
            before = waited;
        }
        return share;
    }

    /// A longer time without an act counts as the windows that it holds when it was calm, and as
    /// one when it was not.
    private double next(OptionalLong waited, Duration passed) {
        double micros = (double) passed.toNanos() / 1_000;
        double part = (double) (waited.getAsLong() - before.getAsLong()) / micros;
        double windows = (double) passed.toNanos() / (double) WINDOW.toNanos();
        return part > TOO_MUCH
                ? Math.max(least, share / 2)
                : Math.min(1, share + STEP * Math.floor(windows));
    }
}
