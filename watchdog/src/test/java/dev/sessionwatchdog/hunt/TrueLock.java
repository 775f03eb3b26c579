package dev.sessionwatchdog.hunt;

import java.time.Instant;

/// A lock as it really is: who has it, whether it beats, whether there is work under it.
final class TrueLock {

    /// What its payload says, which is all that the daemon knows of its owner's intentions.
    enum Shape {
        /// 2026.2: a process and a time.
        BARE,
        /// 2026.3: the process's start besides.
        UNDECLARED,
        /// 2026.5: how long it is to be held.
        DECLARED,
        /// A beat is promised.
        LEASED,
        /// Nothing was written.
        EMPTY,
        /// Half was written.
        TORN
    }

    /// What became of it.
    enum Fate {
        /// Its owner holds it, or has forgotten it, or is dead.
        STANDS,
        /// Its owner let go while it stood elsewhere, so that nobody removed it.
        ABANDONED,
        /// Its owner has removed it, or a contender has.
        REMOVED,
        /// The watchdog has taken it.
        BROKEN,
        /// It was captured by mistake, and its name was taken before it could be put back.
        STRANDED
    }

    final Session session;
    final Shape shape;
    final TrueProcess owner;
    final String payload;
    final int number;
    final Instant createdWall;
    final long created;
    final int boot;

    /// How long one beat is good for, or how long it is to be held; meant by the shape.
    final long termNanos;

    Fate fate = Fate.STANDS;
    boolean open = true;
    long closedAt;
    long lastBeat;
    int beats;
    long lastWork;

    /// Its process goes on and knows nothing of it any more.
    boolean forgotten;

    /// It was captured by mistake; it goes at once when nobody has it open any more.
    boolean putBack;

    /// The wall clock was set back since it was made.
    boolean clockSetBack;

    /// Any clock step since it was made.
    boolean clockSet;

    /// The daemon's looks at it since the last disturbance: the first and the last.
    long firstLook = TrueTime.NEVER;

    long lastLook = TrueTime.NEVER;
    int lookedAtBy;

    TrueLock(
            Session session,
            Shape shape,
            TrueProcess owner,
            String payload,
            int number,
            Instant createdWall,
            long created,
            int boot,
            long termNanos) {
        this.session = session;
        this.shape = shape;
        this.owner = owner;
        this.payload = payload;
        this.number = number;
        this.createdWall = createdWall;
        this.created = created;
        this.boot = boot;
        this.termNanos = termNanos;
        this.lastBeat = created;
        this.lastWork = created;
    }

    /// One session's lock and what it guards.
    ///
    /// @param lock path of the lock on the disk
    /// @param transcript likewise
    /// @param running whether the index says that the session runs
    record Session(String store, String lock, String transcript, boolean running) {}

    boolean stands() {
        return fate == Fate.STANDS || fate == Fate.ABANDONED;
    }

    /// Its owner believes to have it, and has not lost it.
    boolean held() {
        return fate == Fate.STANDS && open && owner.lives();
    }

    boolean names() {
        return shape != Shape.EMPTY && shape != Shape.TORN;
    }

    boolean beating() {
        return shape == Shape.LEASED || beats > 0;
    }

    @Override
    public String toString() {
        return "lock %d %s %s of %s, %s"
                        .formatted(number, shape, fate, owner, open ? "open" : "closed")
                + (beats > 0 ? ", " + beats + " beats" : "");
    }
}
