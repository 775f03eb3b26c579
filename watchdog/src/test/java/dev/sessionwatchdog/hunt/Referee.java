package dev.sessionwatchdog.hunt;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.hunt.TrueLock.Fate;
import dev.sessionwatchdog.hunt.TrueLock.Shape;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Says of every lock that has gone whether it was right to take it (`protocols.md` 1). It knows
/// what really is so, and nothing of how the daemon comes to its verdicts.
final class Referee {

    private static final long HOUR = TrueTime.minutes(60);

    /// Payloads tell whole milliseconds.
    private static final long INACCURACY = 2_000_000;

    private final Scene scene;
    private final Watching watching;
    private final Config.Locks settings;
    private final Chronicle chronicle;
    private final Deque<Long> breaks = new ArrayDeque<>();

    Referee(Scene scene, Watching watching, Config.Locks settings, Chronicle chronicle) {
        this.scene = scene;
        this.watching = watching;
        this.settings = settings;
        this.chronicle = chronicle;
    }

    /// Looks at what became of every lock in a turn of the daemon, in which no time has passed.
    void afterTurn() {
        for (TrueLock lock : scene.locks()) {
            if (lock.stands() && !scene.isThere(lock)) {
                lost(lock);
            }
        }
    }

    private void lost(TrueLock lock) {
        JsonNode intent =
                chronicle
                        .lastIntent(lock)
                        .orElseThrow(() -> new Violation("S11: gone without a word: " + lock));
        if (!Chronicle.isAbout(intent, lock)) {
            capturedByMistake(lock, intent);
            return;
        }
        String verdict = Chronicle.reason(intent);
        scene.trace.add(lock, "is broken:", verdict);
        scene.tally.count("broken: " + Chronicle.rule(intent) + " " + verdict);
        if (lock.fate == Fate.ABANDONED) {
            // To free it is a duty, not a judgement.
            lock.fate = Fate.BROKEN;
            return;
        }
        judge(lock, verdict, Chronicle.rule(intent).equals("lock.dead-owner"));
        lock.fate = Fate.BROKEN;
        budget();
    }

    /// It may only be missing if somebody else has its name, or the daemon died in between; and a
    /// person has to be told.
    private void capturedByMistake(TrueLock lock, JsonNode intent) {
        Optional<JsonNode> outcome = chronicle.outcome(intent);
        boolean told =
                outcome.isPresent()
                        && Chronicle.phase(outcome.get()).equals("indeterminate")
                        && outcome.get().path("event").path("kind").asString("").equals("alert");
        boolean taken = scene.at(lock.session).filter(other -> other != lock).isPresent();
        if (!told || !(taken || watching.diedInTurn)) {
            throw new Violation("S6: captured by mistake and not put back: " + lock);
        }
        scene.tally.count("stranded, and told");
        lock.fate = Fate.STRANDED;
    }

    private void judge(TrueLock lock, String verdict, boolean dead) {
        demand(!verdict.equals("put-back-abandoned"), "S6", "it is not abandoned", lock);
        demand(
                watching.lookedFor(lock) >= settings.confirmGap().toNanos() - INACCURACY,
                "S4",
                "taken after too few looks",
                lock);
        if (lock.names()) {
            demand(!lock.owner.foreign, "S14", "its owner's id counts elsewhere", lock);
            demand(!scene.processes.blind(), "S14", "no process could be seen", lock);
        }
        if (dead) {
            judgeDead(lock);
        } else {
            judgeLapsed(lock, verdict);
        }
    }

    private void judgeDead(TrueLock lock) {
        demand(!hasHandle(lock), "S7", "somebody has it open", lock);
        if (lock.names()) {
            demand(!lock.owner.lives(), "S6", "its owner lives", lock);
            demand(!awaitsRecovery(lock), "5", "the next gateway needs it", lock);
        } else {
            passed(lock, lock.created, settings.unreadableGrace().toNanos(), "it is young");
        }
    }

    private void judgeLapsed(TrueLock lock, String verdict) {
        demand(lock.owner.state != TrueProcess.State.PAUSED, "5", "its owner is paused", lock);
        demand(
                scene.time.now() - watching.resumedAt >= settings.suspendGuard().toNanos(),
                "S4",
                "just resumed",
                lock);
        long grace = settings.declaredGrace().toNanos();
        if (verdict.equals("leaked-by-live-owner")) {
            demand(!hasHandle(lock), "S7", "somebody has it open", lock);
            if (lock.putBack) {
                return;
            }
            passed(lock, lock.created, grace, "it is young");
            passed(lock, lock.lastWork, grace, "there is work");
            return;
        }
        if (lock.shape == Shape.LEASED || lock.beats >= settings.heartbeat().minBeatsSeen()) {
            long term = silence(lock);
            passed(lock, lock.lastBeat, term, "S2: it has beaten");
            passed(lock, lock.lastWork, term, "there is work");
        } else if (lock.shape == Shape.DECLARED) {
            passed(lock, lock.created, lock.termNanos + grace, "its lease is not over");
            passed(lock, lock.lastWork, grace, "there is work");
        } else {
            long most = settings.undeclaredMaxAge().toNanos();
            passed(lock, lock.created, most, "it is young");
            passed(lock, lock.lastWork, most, "there is work");
        }
    }

    /// How long a lock that beats has to be silent. Beats that nothing declares may not have been
    /// seen by a daemon that started later; then the age counts, and each beat makes it young.
    private long silence(TrueLock lock) {
        double tolerance = settings.heartbeat().tolerance();
        if (lock.shape == Shape.LEASED) {
            return (long) ((double) lock.termNanos * tolerance);
        }
        long term = (long) ((double) settings.heartbeat().undeclaredTerm().toNanos() * tolerance);
        return Math.min(term, settings.undeclaredMaxAge().toNanos());
    }

    private static boolean hasHandle(TrueLock lock) {
        return lock.open && lock.shape != Shape.LEASED;
    }

    private boolean awaitsRecovery(TrueLock lock) {
        return lock.session.running()
                && scene.processes.gateways().stream()
                        .noneMatch(gateway ->
                                gateway.bornAt < lock.created
                                        || upFor(gateway)
                                                >= settings.owner().recoveryWait().toNanos()
                                                        - INACCURACY);
    }

    /// Sleep counts: the wait is no proof of anything.
    private long upFor(TrueProcess gateway) {
        return scene.world.time().moment().boottimeNanos() - gateway.bornBoottime;
    }

    /// So much has passed since then, in time in which the daemon could know of it.
    private void passed(TrueLock lock, long since, long nanos, String otherwise) {
        long counted = scene.time.now() - Math.max(since, watching.nothingBefore(lock));
        demand(
                counted >= nanos - INACCURACY,
                "S2-S4",
                otherwise + ", " + (double) counted / 1e9 + " s of " + (double) nanos / 1e9,
                lock);
    }

    private void budget() {
        long now = scene.time.withSleep();
        breaks.addLast(now);
        breaks.removeIf(past -> past <= now - HOUR);
        // What an earlier daemon spent is counted by the wall clock.
        boolean counted = watching.clockTrusted || scene.time.now() - watching.startedAt >= HOUR;
        if (counted && breaks.size() > settings.maxPerHour()) {
            throw new Violation("budget: " + breaks.size() + " broken in one hour");
        }
    }

    private static void demand(boolean holds, String rule, String otherwise, TrueLock lock) {
        if (!holds) {
            throw new Violation(rule + ": broken though " + otherwise + ": " + lock);
        }
    }
}
