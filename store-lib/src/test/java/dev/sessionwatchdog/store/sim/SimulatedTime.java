package dev.sessionwatchdog.store.sim;

import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.store.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Clocks that move only by request: by [#advance], by [#await] and by what happens to the machine.
///
/// What was scheduled by [#at] runs at its monotonic moment, in order, in the thread that makes the
/// time pass.
public final class SimulatedTime implements Time {

    private record Scheduled(long due, long order, Runnable what) {}

    private static final Instant SOME_DAY = Instant.parse("2026-06-01T08:00:00Z");

    private final PriorityQueue<Scheduled> scheduled =
            new PriorityQueue<>(
                    Comparator.comparingLong(Scheduled::due).thenComparingLong(Scheduled::order));
    private final List<Runnable> awaiters = new ArrayList<>();
    private long monotonic;
    private long boottime;
    private Instant wall;
    private int boot = 1;
    private long orders;
    private boolean synchronised = true;

    public SimulatedTime(Instant wall, Duration uptime) {
        this.wall = wall;
        this.monotonic = uptime.toNanos();
        this.boottime = uptime.toNanos();
    }

    /// Some day in 2026, on a machine that has been up for an hour.
    public SimulatedTime() {
        this(SOME_DAY, Duration.ofHours(1));
    }

    @Override
    public synchronized Moment moment() {
        return new Moment(monotonic, boottime, wall, "boot-" + boot);
    }

    @Override
    public synchronized boolean synchronised() {
        return synchronised;
    }

    /// The wall clock follows no time source, or does again.
    public synchronized void synchronised(boolean follows) {
        synchronised = follows;
    }

    /// Lets the wait pass at once, after the [#onAwait] callbacks have run.
    @Override
    public synchronized void await(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        for (Runnable awaiter : List.copyOf(awaiters)) {
            awaiter.run();
        }
        advance(duration);
    }

    /// Time passes on all clocks; what was scheduled meanwhile runs at its moment.
    public synchronized void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("real time does not go back: " + duration);
        }
        long end = monotonic + duration.toNanos();
        while (true) {
            Scheduled next = scheduled.peek();
            if (next == null || next.due > end) {
                break;
            }
            scheduled.remove();
            pass(Math.max(0, next.due - monotonic));
            next.what.run();
        }
        pass(Math.max(0, end - monotonic));
    }

    /// The machine is suspended: wall and boottime clock move, the monotonic clock stands still and
    /// nothing runs.
    public synchronized void sleepMachine(Duration duration) {
        boottime += duration.toNanos();
        wall = wall.plus(duration);
    }

    /// Somebody sets the wall clock, forward or back.
    public synchronized void stepWall(Duration by) {
        wall = wall.plus(by);
    }

    /// A new boot: its own id, clocks that start anew, and nothing scheduled any more.
    public synchronized void reboot() {
        boot++;
        monotonic = 0;
        boottime = 0;
        wall = wall.plusSeconds(20);
        scheduled.clear();
    }

    /// Runs `what` when this much time has passed on the monotonic clock.
    public synchronized void at(Duration fromNow, Runnable what) {
        scheduled.add(new Scheduled(monotonic + fromNow.toNanos(), orders++, what));
    }

    /// Runs `what` at the start of every [#await].
    public synchronized void onAwait(Runnable what) {
        awaiters.add(what);
    }

    private void pass(long nanos) {
        monotonic += nanos;
        boottime += nanos;
        wall = wall.plusNanos(nanos);
    }
}
