package dev.sessionwatchdog.hunt;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.hunt.TrueLock.Fate;
import dev.sessionwatchdog.hunt.TrueLock.Shape;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/// Liveness (`protocols.md` 1, end): from when on a lapsed lock that still stands is a violation.
/// Every disturbance starts the time anew.
final class Deadlines {

    /// An owner that beats for four times the undeclared age without work is told.
    private static final int RENEWALS_TOLD = 4;

    private static final int PER_SESSION = 3;

    private final Scene scene;
    private final Watching watching;
    private final Config.Locks settings;
    private final Chronicle chronicle;
    private final boolean degraded;
    private final Map<TrueLock, Boolean> told = new HashMap<>();

    /// @param degraded whether nobody can say who has a lock open
    Deadlines(
            Scene scene,
            Watching watching,
            Config.Locks settings,
            Chronicle chronicle,
            boolean degraded) {
        this.scene = scene;
        this.watching = watching;
        this.settings = settings;
        this.chronicle = chronicle;
        this.degraded = degraded;
    }

    void afterTurn() {
        long now = scene.time.now();
        for (TrueLock lock : scene.standing()) {
            OptionalLong due = due(lock);
            if (due.isPresent()
                    && now > due.getAsLong()
                    && chronicle.breaksAt(lock) < PER_SESSION) {
                throw new Violation(
                        "liveness: still there %.0f s after its bound: %s"
                                .formatted((double) (now - due.getAsLong()) / 1e9, lock));
            }
            renewals(lock, now);
        }
    }

    private OptionalLong due(TrueLock lock) {
        if (scene.processes.blind() || !watching.hasSeen(lock) || isSpent(lock)) {
            return OptionalLong.empty();
        }
        long base = Math.max(lock.firstLook, watching.troubledAt);
        if (!lock.names()) {
            return lock.open ? OptionalLong.empty() : ownerless(lock, base);
        }
        // A clock that was set back makes it a lock from the future; one that was set forward
        // makes its owner younger than it.
        if (lock.owner.foreign || lock.clockSet) {
            return OptionalLong.empty();
        }
        base = Math.max(base, lock.owner.since);
        return switch (lock.owner.state) {
            case PAUSED -> OptionalLong.empty();
            case GONE, ZOMBIE -> dead(lock, base);
            case RUNNING -> alive(lock, base);
        };
    }

    private OptionalLong ownerless(TrueLock lock, long base) {
        long closed = Math.max(base, lock.closedAt);
        return degraded
                ? soon(Math.max(closed, lock.lastWork) + settings.undeclaredMaxAge().toNanos())
                : soon(closed + settings.unreadableGrace().toNanos());
    }

    /// A session whose locks leak again and again is not helped by breaking them.
    private boolean isSpent(TrueLock lock) {
        long broken = 0;
        long all = 0;
        for (TrueLock other : scene.locks()) {
            if (other.fate == Fate.BROKEN || other.fate == Fate.STRANDED) {
                all++;
                broken += other.session.equals(lock.session) ? 1 : 0;
            }
        }
        return broken >= PER_SESSION || all >= settings.maxPerHour() || settings.maxPerSweep() < 5;
    }

    private OptionalLong dead(TrueLock lock, long base) {
        boolean recycled = !scene.processes.isFree(lock.owner);
        if (recycled && lock.shape == Shape.BARE) {
            return OptionalLong.empty();
        }
        if (!lock.session.running()) {
            return soon(base);
        }
        OptionalLong recovered =
                scene.processes.gateways().stream()
                        .filter(TrueProcess::runs)
                        .mapToLong(gateway ->
                                gateway.bornAt + settings.owner().recoveryWait().toNanos())
                        .min();
        return recovered.isEmpty()
                ? OptionalLong.empty()
                : soon(Math.max(base, recovered.getAsLong()));
    }

    private OptionalLong alive(TrueLock lock, long base) {
        long grace = settings.declaredGrace().toNanos();
        long worked = Math.max(base, lock.lastWork);
        long least = watching.guardedUntil(settings.suspendGuard().toNanos());
        boolean handle = lock.open && lock.shape != Shape.LEASED;
        if (!degraded && !handle && !lock.beating()) {
            return soon(Math.max(least, Math.max(worked + grace, lock.closedAt)));
        }
        if (lock.shape == Shape.LEASED) {
            long silence = (long) ((double) lock.termNanos * settings.heartbeat().tolerance());
            return soon(
                    Math.max(
                            least,
                            Math.max(worked, Math.max(base, lock.lastBeat))
                                    + silence
                                    // Five looks at which nothing has moved.
                                    + TrueTime.seconds(6)));
        }
        if (lock.shape == Shape.DECLARED && !lock.beating()) {
            return soon(Math.max(least, Math.max(base + lock.termNanos + grace, worked + grace)));
        }
        long most = settings.undeclaredMaxAge().toNanos();
        if (lock.beating()) {
            double tolerance = settings.heartbeat().tolerance();
            long term = settings.heartbeat().undeclaredTerm().toNanos();
            most = Math.max(most, (long) ((double) term * tolerance));
        }
        return soon(Math.max(least, Math.max(worked, lock.lastBeat) + most));
    }

    /// Two looks and as much again for the way there.
    private OptionalLong soon(long lapsed) {
        long gap = settings.confirmGap().toNanos();
        return OptionalLong.of(lapsed + 3 * gap + TrueTime.seconds(10));
    }

    /// S21: a lock that is renewed for ever without any work is told.
    private void renewals(TrueLock lock, long now) {
        boolean beats = lock.beats > settings.heartbeat().minBeatsSeen();
        if (!beats || lock.owner.foreign || told.containsKey(lock)) {
            return;
        }
        long most = settings.undeclaredMaxAge().toNanos() * RENEWALS_TOLD;
        long base = Math.max(Math.max(watching.troubledAt, lock.firstLook), lock.lastWork);
        boolean silent = lock.shape == Shape.LEASED && now - lock.lastBeat > lock.termNanos;
        if (!silent && watching.hasSeen(lock) && now - base > most + TrueTime.minutes(3)) {
            if (lock.shape == Shape.LEASED
                    && !chronicle.saysOf(lock, "renewing-without-progress")) {
                throw new Violation("S21: nobody was told of " + lock);
            }
            scene.tally.count("told: renewing-without-progress");
            told.put(lock, true);
        }
    }
}
