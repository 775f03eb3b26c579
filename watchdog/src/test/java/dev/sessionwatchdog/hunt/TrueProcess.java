package dev.sessionwatchdog.hunt;

/// A process as it really is.
final class TrueProcess {

    /// What became of it.
    enum State {
        RUNNING,
        PAUSED,
        ZOMBIE,
        GONE
    }

    final long pid;
    final long ticks;

    /// By the clock that also counts sleep.
    final long bornBoottime;

    final long bornAt;
    final int boot;

    /// In another PID namespace, where its id is its own.
    final boolean foreign;

    final boolean gateway;
    State state = State.RUNNING;

    /// When it last went from one state to another.
    long since;

    TrueProcess(
            long pid,
            long ticks,
            long bornBoottime,
            long bornAt,
            int boot,
            boolean foreign,
            boolean gateway) {
        this.pid = pid;
        this.ticks = ticks;
        this.bornBoottime = bornBoottime;
        this.bornAt = bornAt;
        this.boot = boot;
        this.foreign = foreign;
        this.gateway = gateway;
        this.since = bornAt;
    }

    boolean lives() {
        return state == State.RUNNING || state == State.PAUSED;
    }

    boolean runs() {
        return state == State.RUNNING;
    }

    @Override
    public String toString() {
        return (gateway ? "gateway " : "process ")
                + pid
                + (foreign ? " of another namespace" : "")
                + " "
                + state;
    }
}
