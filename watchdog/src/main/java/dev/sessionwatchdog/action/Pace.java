package dev.sessionwatchdog.action;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.observation.Pressure;
import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.store.time.Time;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Spreads acts over time: so many files and so many bytes a second, never more than one second's
/// worth at once, and fewer while others wait for the disk. What is larger than a second's worth
/// pays afterwards.
public final class Pace {

    /// For so long one sweep acts: meanwhile nobody looks at locks and leases, whose credit a
    /// watcher loses that looks away for longer (`protocols.md` 3.2).
    static final Duration TURN = Duration.ofSeconds(3);

    /// One wait; a large file at a low rate asks for many.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final Time time;
    private final Config.Rate rate;
    private final BackingOff backingOff;
    private final BooleanSupplier stopping;
    private double share;
    private double files;
    private double bytes;
    private Moment last;
    private double pacedNanos;
    private double backedOffNanos;

    /// @param stopping asked before each wait
    public Pace(Time time, Config.Rate rate, Pressure pressure, BooleanSupplier stopping) {
        this.time = time;
        this.rate = rate;
        this.stopping = stopping;
        this.last = time.moment();
        Pressure heeded = rate.backoff() ? pressure : Pressure.unknown();
        this.backingOff = new BackingOff(heeded, rate.files(), last);
        this.share = 1;
        this.files = rate.files();
        this.bytes = (double) rate.bytes();
    }

    /// Waits until one more file of this size may go, or we are to stop.
    ///
    /// @return false if we are to stop: then nothing more is to go
    public boolean spend(long size) throws InterruptedException {
        refill();
        for (double seconds = lacking(size);
                seconds > 0 && !stopping.getAsBoolean();
                seconds = lacking(size)) {
            Duration wait = Duration.ofNanos((long) (Math.max(seconds, 0.001) * 1e9));
            await(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT);
        }
        files -= 1;
        bytes -= (double) size;
        return !stopping.getAsBoolean();
    }

    /// For how many seconds a file of this size has to wait.
    private double lacking(long size) {
        double wanted = Math.min((double) size, bytesASecond());
        double seconds = Math.max((1 - files) / filesASecond(), (wanted - bytes) / bytesASecond());
        return Math.max(0, seconds);
    }

    /// What a wait was for: at a share of a quarter, three quarters of it are others' sake.
    private void await(Duration wait) throws InterruptedException {
        Moment before = last;
        double usable = share;
        time.await(wait);
        refill();
        double nanos = (double) last.since(before).toNanos();
        pacedNanos += nanos * usable;
        backedOffNanos += nanos * (1 - usable);
    }

    private double filesASecond() {
        return Math.max(1, rate.files() * share);
    }

    private double bytesASecond() {
        return Math.max(1, (double) rate.bytes() * share);
    }

    private void refill() {
        Moment now = time.moment();
        double seconds = Math.max(0, (double) now.since(last).toNanos() / 1e9);
        share = backingOff.share(now);
        files = Math.min(filesASecond(), files + seconds * filesASecond());
        bytes = Math.min(bytesASecond(), bytes + seconds * bytesASecond());
        last = now;
    }

    /// What one sweep may act on at the present rate; nothing while an earlier act is being paid.
    ///
    /// @param most files at most
    public Allowance allowance(int most) {
        if (!rest().isZero()) {
            return new Allowance(time, TURN, 0, 0);
        }
        double seconds = (double) TURN.toNanos() / 1e9;
        double room = files + seconds * filesASecond();
        double volume = bytes + seconds * bytesASecond();
        return new Allowance(
                time, TURN, Math.clamp((long) room, 1, most), Math.max(1, (long) volume));
    }

    /// How long no sweep needs to begin because an earlier act is still being paid; zero if what is
    /// left of that is short enough to be waited for.
    public Duration rest() {
        refill();
        Duration owed = Duration.ofNanos((long) (lacking(0) * 1e9));
        return owed.compareTo(TURN) >= 0 ? owed : Duration.ZERO;
    }

    /// How long acts have waited since this was asked last.
    public Waits waits() {
        Waits waits =
                new Waits(
                        Duration.ofNanos((long) pacedNanos),
                        Duration.ofNanos((long) backedOffNanos));
        pacedNanos = 0;
        backedOffNanos = 0;
        return waits;
    }
}
