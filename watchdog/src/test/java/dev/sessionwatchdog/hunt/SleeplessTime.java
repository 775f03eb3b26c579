package dev.sessionwatchdog.hunt;

import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.store.time.Time;
import java.time.Duration;

/// A monotonic clock that goes on while the machine sleeps, so that sleep does not show.
final class SleeplessTime implements Time {

    private final Time time;

    SleeplessTime(Time time) {
        this.time = time;
    }

    @Override
    public Moment moment() {
        Moment now = time.moment();
        return new Moment(now.boottimeNanos(), now.boottimeNanos(), now.wall(), now.bootId());
    }

    @Override
    public boolean synchronised() {
        return time.synchronised();
    }

    @Override
    public void await(Duration duration) throws InterruptedException {
        time.await(duration);
    }
}
