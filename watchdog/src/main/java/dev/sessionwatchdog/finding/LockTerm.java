package dev.sessionwatchdog.finding;

import dev.sessionwatchdog.observation.LockLook;
import dev.sessionwatchdog.observation.LockPayload;
import dev.sessionwatchdog.observation.LockPayload.Written;
import dev.sessionwatchdog.observation.ProcessSight;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How long a lock of a living owner is good for, and how much of that has passed in watched time.
///
/// @param source where the term comes from
/// @param elapsed what counts of the time that has passed
/// @param suspectAt from then on it is worth telling
/// @param limit from then on it has lapsed
/// @param stillness for how long what it guards must not have changed, so that it has lapsed
public record LockTerm(
        Source source, Duration elapsed, Duration suspectAt, Duration limit, Duration stillness) {

    /// The event schema's sources of a lease.
    public enum Source {
        HEARTBEAT("heartbeat", "heartbeat"),
        DECLARED("declared", "declared_lease"),
        AGE("age", "undeclared_age");

        private final String word;
        private final String check;

        Source(String word, String check) {
            this.word = word;
            this.check = check;
        }

        public String word() {
            return word;
        }

        String check() {
            return check;
        }
    }

    /// Looks in which a beat was missing, at the least (`protocols.md` 3.3).
    static final int MIN_SAMPLES = 5;

    public static LockTerm of(LockLook look, LockLimits limits) {
        Optional<Written> written = look.written();
        Optional<Duration> beats = beatTerm(look, limits);
        if (beats.isPresent()) {
            Duration limit = times(beats.get(), limits.tolerance());
            return new LockTerm(
                    Source.HEARTBEAT, look.watched().silent(), beats.get(), limit, limit);
        }
        Duration age = age(look);
        Optional<Duration> declared = written.flatMap(Written::maxHold);
        if (declared.isPresent()) {
            Duration limit = declared.get().plus(limits.declaredGrace());
            return new LockTerm(
                    Source.DECLARED, age, declared.get(), limit, limits.declaredGrace());
        }
        Duration limit = limits.undeclaredMaxAge();
        // Too few beats to be a heartbeat, and still a sign of life: its age counts from there.
        boolean touched = look.watched().beats() > 0 && look.watched().silent().compareTo(age) < 0;
        return new LockTerm(
                Source.AGE,
                touched ? look.watched().silent() : age,
                limit.dividedBy(2),
                limit,
                limit);
    }

    /// The term of one beat: as declared, or ours once enough beats were seen.
    static Optional<Duration> beatTerm(LockLook look, LockLimits limits) {
        Optional<Duration> declared =
                look.written().flatMap(Written::lease).map(LockPayload.Lease::term);
        return declared.isPresent() || look.watched().beats() < limits.minBeatsSeen()
                ? declared
                : Optional.of(limits.undeclaredTerm());
    }

    private static Duration times(Duration term, double factor) {
        return Duration.ofNanos((long) ((double) term.toNanos() * factor));
    }

    boolean lapsed(LockLook look) {
        return elapsed.compareTo(limit) >= 0
                && (source != Source.HEARTBEAT || look.watched().samples() >= MIN_SAMPLES);
    }

    boolean suspect() {
        return elapsed.compareTo(suspectAt) >= 0;
    }

    Check check(LockLook look) {
        return Check.of(
                "lease." + source.check(), Spans.words(elapsed), Spans.words(limit), lapsed(look));
    }

    /// Watched time since the lock was made (`protocols.md` 5, "Watched time").
    public static Duration age(LockLook look) {
        return look.watched()
                .time()
                .plus(
                        before(
                                look,
                                look.written()
                                        .flatMap(Written::createdAt)
                                        .map(made -> later(made, look.facts().mtime()))));
    }

    /// Watched time for which what it guards has not changed, likewise.
    static Duration still(LockLook look) {
        Duration seen = look.watched().still();
        return look.watched().moved() || look.subject().isEmpty()
                ? seen
                : seen.plus(before(look, look.subject().map(subject -> subject.mtime())));
    }

    /// What counts of the time before our first look: the wall age then without suspended time, but
    /// only in this boot, by a clock that is known to be right, without a gap that we know of, and
    /// of an owner that is at least that old.
    private static Duration before(LockLook look, Optional<Instant> since) {
        Optional<Instant> made = look.written().flatMap(Written::createdAt);
        Optional<Instant> firstSeen = look.watched().firstSeen();
        if (since.isEmpty()
                || firstSeen.isEmpty()
                || made.isEmpty()
                || !look.clock().synchronised()
                || made.get().isBefore(look.clock().booted())
                || since.get().isBefore(look.clock().booted())
                || !ownerIsAsOldAs(look, made.get())) {
            return Duration.ZERO;
        }
        Instant from = later(since.get(), look.watched().nothingBefore().orElse(Instant.MIN));
        Duration wall = Duration.between(from, firstSeen.get());
        Duration counted = wall.minus(look.clock().suspended());
        return counted.isNegative() ? Duration.ZERO : counted;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static boolean ownerIsAsOldAs(LockLook look, Instant made) {
        return look.owner()
                .sight()
                .filter(ProcessSight.Running.class::isInstance)
                .map(ProcessSight.Running.class::cast)
                .filter(running -> !running.startedAfter(made))
                .isPresent();
    }
}
