package dev.sessionwatchdog.hunt;

import dev.sessionwatchdog.hunt.TrueLock.Fate;
import dev.sessionwatchdog.hunt.TrueLock.Session;
import dev.sessionwatchdog.hunt.TrueLock.Shape;
import dev.sessionwatchdog.sim.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What owners can do with their locks. Everything happens twice: in truth, and on the disk as far
/// as a [Lie] lets it show.
final class Scene {

    final World world;
    final TrueTime time;
    final TrueProcesses processes;
    final Trace trace;
    final Tally tally;
    private final Lie lie;
    private final List<Session> sessions = new ArrayList<>();
    private final List<TrueLock> locks = new ArrayList<>();
    private final Map<Session, TrueLock> current = new HashMap<>();
    private final Map<Session, String> transcripts = new HashMap<>();

    Scene(World world, TrueTime time, TrueProcesses processes, Trace trace, Tally tally, Lie lie) {
        this.world = world;
        this.time = time;
        this.processes = processes;
        this.trace = trace;
        this.tally = tally;
        this.lie = lie;
    }

    /// Makes an agent with so many sessions; the index says that every second one runs.
    void agent(String agent, int count) {
        String store = "agents/" + agent + "/sessions";
        world.disk().mkdirs(World.ROOT + "/" + store);
        StringBuilder index = new StringBuilder("{");
        for (int i = 0; i < count; i++) {
            String id = "00000000-0000-4000-8000-%012d".formatted(sessions.size());
            boolean running = sessions.size() % 2 == 1;
            String transcript = World.ROOT + "/" + store + "/" + id + ".jsonl";
            Session session = new Session(store, transcript + ".lock", transcript, running);
            sessions.add(session);
            index.append(i == 0 ? "" : ",")
                    .append(
                            "\"agent:%s:%d\":{\"sessionId\":\"%s\",\"status\":\"%s\"}"
                                    .formatted(agent, i, id, running ? "running" : "done"));
            write(session, "{}\n");
        }
        world.disk()
                .file(World.ROOT + "/" + store + "/sessions.json", index.append('}').toString());
    }

    private void write(Session session, String content) {
        transcripts.put(session, content);
        world.disk().file(session.transcript(), content);
    }

    List<Session> sessions() {
        return sessions;
    }

    List<TrueLock> locks() {
        return locks;
    }

    /// The lock that stands at this name, or would if the watchdog had not just captured it.
    Optional<TrueLock> at(Session session) {
        return Optional.ofNullable(current.get(session)).filter(TrueLock::stands);
    }

    List<TrueLock> standing() {
        return current.values().stream().filter(TrueLock::stands).toList();
    }

    boolean isFree(Session session) {
        return !world.disk().exists(session.lock());
    }

    /// Whether this very lock stands at its name on the disk.
    boolean isThere(TrueLock lock) {
        if (!world.disk().exists(lock.session.lock())) {
            return false;
        }
        return world.disk().text(lock.session.lock()).equals(lock.payload)
                && current.get(lock.session) == lock;
    }

    TrueLock take(Session session, Shape shape, TrueProcess owner, long termNanos) {
        Instant wall = world.time().moment().wall().truncatedTo(ChronoUnit.MILLIS);
        int number = locks.size() + 1;
        TrueLock lock =
                new TrueLock(
                        session,
                        shape,
                        owner,
                        payload(shape, owner, wall, termNanos, number),
                        number,
                        wall,
                        time.now(),
                        time.boot(),
                        termNanos);
        locks.add(lock);
        current.put(session, lock);
        world.disk().file(session.lock(), lock.payload.getBytes(StandardCharsets.UTF_8));
        openHandle(lock);
        tally.locks++;
        trace.add(lock, "is taken");
        return lock;
    }

    private static String payload(
            Shape shape, TrueProcess owner, Instant wall, long termNanos, int number) {
        String start =
                "{\"n\":%d,\"pid\":%d,\"createdAt\":\"%s\"".formatted(number, owner.pid, wall);
        String ticks = ",\"starttime\":" + owner.ticks;
        long millis = termNanos / 1_000_000;
        return switch (shape) {
            case BARE -> start + "}";
            case UNDECLARED -> start + ticks + "}";
            case DECLARED -> start + ",\"maxHoldMs\":" + millis + ticks + "}\n";
            case LEASED ->
                    start
                            + ticks
                            + ",\"lease\":{\"ttlMs\":%d,\"heartbeatMs\":%d}}"
                                    .formatted(millis, Math.max(1, millis / 3));
            case EMPTY -> "";
            case TORN -> start;
        };
    }

    /// A lock that beats need not be kept open.
    private void openHandle(TrueLock lock) {
        if (lock.shape != Shape.LEASED && lie != Lie.HANDLES_UNSEEN) {
            world.disk().openBy(lock.session.lock());
        }
    }

    private void closeHandle(TrueLock lock, String where) {
        if (lock.open) {
            lock.open = false;
            lock.closedAt = time.now();
            if (lock.shape != Shape.LEASED && lie != Lie.HANDLES_UNSEEN) {
                world.disk().closeBy(where);
            }
        }
    }

    void beat(TrueLock lock) {
        if (lock.fate == Fate.STANDS && isThere(lock)) {
            lock.beats++;
            lock.lastBeat = time.now();
            if (lie != Lie.BEATS_UNSEEN) {
                world.disk().setMtime(lock.session.lock(), world.time().moment().wall());
            }
        }
    }

    void work(TrueLock lock) {
        lock.lastWork = time.now();
        if (lie != Lie.WORK_UNSEEN) {
            write(lock.session, transcripts.getOrDefault(lock.session, "") + "{}\n");
        }
    }

    /// Closes it and removes it if it is its own, as gateways do.
    void release(TrueLock lock) {
        release(lock, lock.session.lock());
    }

    /// @param where it lies if it is not at its name
    void release(TrueLock lock, String where) {
        if (lock.fate != Fate.STANDS) {
            return;
        }
        if (isThere(lock)) {
            closeHandle(lock, lock.session.lock());
            world.disk().remove(lock.session.lock());
            lock.fate = Fate.REMOVED;
        } else {
            closeHandle(lock, where);
            lock.fate = Fate.ABANDONED;
        }
        trace.add(lock, "is released");
    }

    /// Closes it and forgets it.
    void leak(TrueLock lock) {
        if (isThere(lock)) {
            closeHandle(lock, lock.session.lock());
            trace.add(lock, "is leaked");
        }
    }

    /// The process starts anew in itself; its handles may be closed then.
    void restart(TrueProcess process, boolean closes) {
        for (TrueLock lock : locks) {
            if (lock.owner == process && lock.stands() && lock.names()) {
                if (closes) {
                    leak(lock);
                }
                lock.forgotten = true;
            }
        }
        trace.add(process, "starts anew in itself");
    }

    /// Somebody else takes it for dead, rightly, and removes it.
    void reclaim(TrueLock lock) {
        if (isThere(lock)) {
            world.disk().remove(lock.session.lock());
            lock.fate = Fate.REMOVED;
            trace.add(lock, "is reclaimed");
        }
    }

    void pause(TrueProcess process) {
        if (process.runs()) {
            processes.set(process, TrueProcess.State.PAUSED);
            trace.add(process);
        }
    }

    void resume(TrueProcess process) {
        if (process.state == TrueProcess.State.PAUSED) {
            processes.set(process, TrueProcess.State.RUNNING);
            trace.add(process);
        }
    }

    /// Its handles are closed by the kernel, its locks stay.
    void end(TrueProcess process, TrueProcess.State as) {
        if (!process.lives()) {
            return;
        }
        for (TrueLock lock : locks) {
            if (lock.owner == process && lock.stands() && isThere(lock)) {
                closeHandle(lock, lock.session.lock());
            }
            if (lock.owner == process) {
                lock.open = false;
            }
        }
        processes.set(process, as);
        trace.add(process, "has ended");
    }

    /// The disk is another object now on which nothing is open.
    void reopen() {
        for (TrueLock lock : standing()) {
            if (lock.open && isThere(lock)) {
                openHandle(lock);
            }
        }
    }

    /// After a power loss, which ended every process: what the disk kept is what stands.
    void takeStock() {
        Map<Session, TrueLock> kept = new HashMap<>();
        for (TrueLock lock : locks) {
            lock.open = false;
            if (world.disk().exists(lock.session.lock())
                    && world.disk().text(lock.session.lock()).equals(lock.payload)) {
                kept.put(lock.session, lock);
            }
        }
        for (TrueLock lock : locks) {
            if (kept.get(lock.session) == lock) {
                lock.fate = Fate.STANDS;
                current.put(lock.session, lock);
            } else if (lock.stands()) {
                lock.fate = Fate.STRANDED;
            }
        }
    }

    String transcript(Session session) {
        return transcripts.getOrDefault(session, "");
    }

    /// Runs it later, if the owner still runs then; a paused one does it when it is resumed.
    void later(TrueLock lock, long afterNanos, Runnable what) {
        world.time()
                .at(
                        Duration.ofNanos(afterNanos),
                        () -> {
                            if (lock.forgotten) {
                                return;
                            }
                            if (lock.owner.runs()) {
                                what.run();
                            } else if (lock.owner.lives()) {
                                later(lock, TrueTime.seconds(3), what);
                            }
                        });
    }
}
