package dev.sessionwatchdog.hunt;

import dev.sessionwatchdog.hunt.TrueLock.Session;
import dev.sessionwatchdog.sim.World;
import dev.sessionwatchdog.store.sim.BeforeCall;
import dev.sessionwatchdog.store.sim.Operation;
import dev.sessionwatchdog.store.sim.SimulatedCrash;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// What others do between two calls of the daemon, what fails, and where it dies.
final class Races implements BeforeCall {

    private static final String AGENTS = World.ROOT + "/agents";
    private static final String QUARANTINE = World.ROOT + "/.session-watchdog/quarantine/";

    private final Scene scene;
    private final Owners owners;
    private final Watching watching;
    private final Random random;
    private final Map<String, Session> sessions = new HashMap<>();
    private Optional<TrueLock> captured = Optional.empty();
    private int callsLeft = -1;
    private boolean reads;
    private boolean inTurn;
    private boolean looked;
    private boolean swept;
    private boolean standsIn;

    Races(Scene scene, Owners owners, Watching watching, Random random) {
        this.scene = scene;
        this.owners = owners;
        this.watching = watching;
        this.random = random;
        scene.sessions().forEach(session -> sessions.put(session.lock(), session));
    }

    /// The daemon dies at a call, so many from now.
    void dieAfter(int calls) {
        callsLeft = calls;
    }

    void survive() {
        callsLeft = -1;
    }

    /// Reads of locks and transcripts fail now and then.
    void readsFail(boolean now) {
        reads = now;
    }

    void beginTurn() {
        inTurn = true;
        looked = false;
        swept = false;
        captured = Optional.empty();
    }

    void endTurn() {
        inTurn = false;
    }

    /// Whether anything was looked at in this turn.
    boolean looked() {
        return looked;
    }

    /// Whether everything was.
    boolean swept() {
        return swept;
    }

    @Override
    public void call(Operation operation) throws IOException {
        if (callsLeft > 0 && --callsLeft == 0) {
            scene.trace.add("the daemon dies at", operation);
            throw new SimulatedCrash(operation.toString());
        }
        if (!inTurn) {
            return;
        }
        String name = operation.name();
        if (name.equals("list") && operation.path().equals(AGENTS)) {
            swept = true;
            looked = true;
        }
        Session session = sessions.get(operation.path());
        if (session != null) {
            at(name, session);
        } else if (name.equals("rename") && operation.path().startsWith(QUARANTINE)) {
            captured.ifPresent(lock -> whileAway(lock, operation.path()));
            captured.ifPresent(lock -> lock.putBack = true);
        }
        if (reads
                && operation.path().startsWith(AGENTS)
                && random.nextInt(8) == 0
                && fails(name, operation.path())) {
            watching.troubled();
            throw new IOException("Input/output error");
        }
    }

    private static boolean fails(String name, String path) {
        return switch (name) {
            case "pin", "read" -> path.endsWith(".lock") || path.endsWith(".jsonl");
            case "claim" -> path.endsWith(".lock");
            default -> false;
        };
    }

    private void at(String call, Session session) {
        switch (call) {
            case "look" -> looked = true;
            case "pin" -> {
                standsIn = false;
                scene.tally.looks++;
                scene.at(session).ifPresent(watching::looked);
                if (random.nextInt(60) == 0) {
                    scene.at(session).ifPresent(this::moveBeforeTheLook);
                }
            }
            case "rename" -> {
                // The second rename takes away the daemon's own empty file, which nobody can make a
                // lock over and everybody leaves alone.
                if (!standsIn) {
                    if (random.nextInt(3) == 0) {
                        scene.at(session).ifPresent(this::moveBeforeTheCapture);
                    }
                    captured = scene.at(session);
                    standsIn = true;
                }
            }
            default -> {}
        }
    }

    /// What the daemon still has to notice.
    private void moveBeforeTheLook(TrueLock lock) {
        if (!lock.owner.runs() || lock.forgotten || !lock.open) {
            return;
        }
        scene.trace.add("in the middle of a look:");
        switch (random.nextInt(3)) {
            case 0 -> scene.work(lock);
            case 1 -> {
                if (lock.shape == TrueLock.Shape.LEASED) {
                    scene.beat(lock);
                } else {
                    scene.work(lock);
                }
            }
            default -> {
                scene.release(lock);
                succeed(lock);
            }
        }
    }

    /// After the last look: only what is proven on the descriptor helps now.
    private void moveBeforeTheCapture(TrueLock lock) {
        scene.tally.count("race before the capture");
        scene.trace.add("between the last look and the capture:");
        if (lock.open && lock.owner.runs()) {
            scene.release(lock);
        } else {
            scene.reclaim(lock);
        }
        if (random.nextInt(4) > 0) {
            succeed(lock);
        }
    }

    private void succeed(TrueLock lock) {
        owners.successor(
                lock.session, random.nextBoolean() ? Optional.of(lock.owner) : Optional.empty());
    }

    /// It was captured by mistake, and goes back in a moment.
    private void whileAway(TrueLock lock, String where) {
        if (!lock.open || lock.fate != TrueLock.Fate.STANDS) {
            return;
        }
        if (random.nextInt(2) == 0) {
            scene.trace.add("while it is away:");
            scene.tally.count("race while away: released");
            scene.release(lock, where);
        }
    }
}
