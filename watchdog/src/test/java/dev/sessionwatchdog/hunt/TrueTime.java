package dev.sessionwatchdog.hunt;

import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.time.Duration;

/// Time as it really passes while the machine is awake: never set, and going on across boots.
final class TrueTime {

    static final long NEVER = Long.MIN_VALUE / 4;

    /// How far the simulated wall clock goes on in a boot.
    private static final long BOOTING = seconds(20);

    private final SimulatedTime time;
    private long beforeThisBoot;
    private long sleptBefore;
    private int boot = 1;

    TrueTime(SimulatedTime time) {
        this.time = time;
    }

    long now() {
        return beforeThisBoot + time.moment().monotonicNanos();
    }

    /// Sleep counts too.
    long withSleep() {
        return now() + sleptBefore + time.moment().suspended().toNanos();
    }

    int boot() {
        return boot;
    }

    /// To be called directly before the simulated clocks start anew.
    void reboot() {
        sleptBefore += time.moment().suspended().toNanos() + BOOTING;
        beforeThisBoot = now();
        boot++;
    }

    static long minutes(long minutes) {
        return Duration.ofMinutes(minutes).toNanos();
    }

    static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
