package dev.sessionwatchdog.sim;

import dev.sessionwatchdog.observation.Pressure;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import dev.sessionwatchdog.store.time.Moment;
import java.util.OptionalLong;

/// A machine whose processes wait for its disks as long as a test says.
public final class SimulatedPressure implements Pressure {

    private final SimulatedTime time;
    private boolean told;
    private double part;
    private double micros;
    private Moment last;

    public SimulatedPressure(SimulatedTime time) {
        this.time = time;
        this.last = time.moment();
    }

    /// From now on, somebody waits in this part of the time.
    public void waiting(double from0To1) {
        count();
        told = true;
        part = from0To1;
    }

    /// From now on, nothing is told.
    public void untold() {
        told = false;
    }

    private void count() {
        Moment now = time.moment();
        micros += part * (double) now.since(last).toNanos() / 1_000;
        last = now;
    }

    @Override
    public OptionalLong waitedMicros() {
        count();
        return told ? OptionalLong.of((long) micros) : OptionalLong.empty();
    }
}
