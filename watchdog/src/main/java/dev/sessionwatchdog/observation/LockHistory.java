package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// One lock as it was seen from look to look: since when, its beats, the changes of what it guards.
///
/// Time counts between two looks only as far as the second came when it was meant to: at most twice
/// that, and a look that comes later than four times that starts everything anew (`protocols.md`
/// 3.1, 3.2).
final class LockHistory {

    private final Generation generation;
    private Optional<Instant> firstSeen;
    private long epoch;
    private Duration planned = Duration.ZERO;
    private Duration lastAttended;
    private Facts last;
    private Optional<Subject> subject;
    private int looks;
    private Duration time = Duration.ZERO;
    private Duration silent = Duration.ZERO;
    private int samples;
    private int beats;
    private Duration still = Duration.ZERO;
    private boolean moved;
    private boolean witnessed;
    private int readErrors;
    private Confirming confirming = Confirming.NOTHING;
    private Duration workedAt = Duration.ZERO;
    long lastLook = -1;

    LockHistory(
            Generation generation,
            Facts facts,
            Optional<Subject> subject,
            Attention attention,
            Instant now) {
        this.generation = generation;
        this.last = facts;
        this.subject = subject;
        this.firstSeen = Optional.of(now);
        this.epoch = attention.epoch();
        this.lastAttended = attention.attended();
        this.looks = 1;
    }

    /// The same history, which goes on apart from this one.
    LockHistory copy() {
        return new LockHistory(this);
    }

    private LockHistory(LockHistory other) {
        this.generation = other.generation;
        this.firstSeen = other.firstSeen;
        this.epoch = other.epoch;
        this.planned = other.planned;
        this.lastAttended = other.lastAttended;
        this.last = other.last;
        this.subject = other.subject;
        this.looks = other.looks;
        this.time = other.time;
        this.silent = other.silent;
        this.samples = other.samples;
        this.beats = other.beats;
        this.still = other.still;
        this.moved = other.moved;
        this.witnessed = other.witnessed;
        this.readErrors = other.readErrors;
        this.confirming = other.confirming;
        this.workedAt = other.workedAt;
        this.lastLook = other.lastLook;
    }

    /// What makes it the same lock, whatever its times say: a freed inode number is given away at
    /// once, so the bytes count too (`facts/upstream.md` a.2).
    record Generation(long device, long inode, Optional<Instant> made, String sha256) {

        static Generation of(Facts facts, String sha256) {
            return new Generation(facts.device(), facts.inode(), facts.btime(), sha256);
        }
    }

    boolean is(Generation seen) {
        return generation.equals(seen);
    }

    /// Notes one more look.
    void see(Facts facts, Optional<Subject> guarded, Attention attention) {
        Duration passed = attention.attended().minus(lastAttended);
        Duration most = planned.multipliedBy(2);
        if (epoch != attention.epoch() || passed.compareTo(planned.multipliedBy(4)) > 0) {
            startAnew(attention.epoch());
            passed = Duration.ZERO;
        }
        Duration counted = passed.compareTo(most) < 0 ? passed : most;
        looks++;
        time = time.plus(counted);
        beat(facts, counted);
        progress(guarded, counted);
        lastAttended = attention.attended();
        last = facts;
    }

    private void startAnew(long newEpoch) {
        epoch = newEpoch;
        firstSeen = Optional.empty();
        looks = 0;
        time = Duration.ZERO;
        silent = Duration.ZERO;
        samples = 0;
        still = Duration.ZERO;
        confirming = Confirming.NOTHING;
        workedAt = Duration.ZERO;
    }

    /// Only the modification time: a scanner moves the others.
    private void beat(Facts facts, Duration counted) {
        if (facts.mtime().equals(last.mtime())) {
            silent = silent.plus(counted);
            samples++;
        } else {
            beats++;
            silent = Duration.ZERO;
            samples = 0;
        }
        if (!facts.identity().equals(last.identity())) {
            confirming = Confirming.NOTHING;
        }
    }

    private void progress(Optional<Subject> now, Duration counted) {
        boolean same =
                (now.isPresent() && subject.isPresent())
                        ? !now.get().movedSince(subject.get())
                        : (now.isEmpty() && subject.isEmpty());
        if (same) {
            still = still.plus(counted);
        } else {
            moved = true;
            still = Duration.ZERO;
            workedAt = time;
        }
        subject = now;
    }

    /// What it guards, as it was at the last look.
    Optional<Subject> subject() {
        return subject;
    }

    boolean hasBeaten() {
        return beats > 0;
    }

    String sha256() {
        return generation.sha256();
    }

    /// Says within which time the next look is meant to come.
    void plan(Duration next) {
        planned = next;
    }

    void witness() {
        witnessed = true;
    }

    void readFailed(boolean failed) {
        readErrors = failed ? readErrors + 1 : 0;
    }

    LockLook.Watched watched(Attention attention, boolean putBack) {
        return new LockLook.Watched(
                looks,
                time,
                silent,
                samples,
                beats,
                still,
                moved,
                firstSeen,
                attention.nothingBefore(),
                attention.sinceDisturbance(),
                witnessed,
                putBack,
                readErrors);
    }

    /// Counts looks at least so far apart at which the same rule would break it: a zombie that is
    /// reaped between them is as dead as before. Another rule, any change of the lock or of what it
    /// guards, and a gap start the count anew.
    ///
    /// @param workCounts whether work on what it guards starts the count anew, too
    Agreement confirm(String rule, Duration gap, boolean workCounts) {
        if (workCounts && workedAt.compareTo(confirming.first) > 0) {
            confirming = Confirming.NOTHING;
        }
        confirming = confirming.with(rule, time, gap);
        return new Agreement(confirming.count, time.minus(confirming.last));
    }

    /// The looks so far that came to this verdict; counts none.
    Agreement confirmed(String verdict) {
        return confirming.rule.equals(verdict)
                ? new Agreement(confirming.count, time.minus(confirming.last))
                : Agreement.NONE;
    }

    private record Confirming(String rule, int count, Duration first, Duration last) {

        private static final Confirming NOTHING =
                new Confirming("", 0, Duration.ZERO, Duration.ZERO);

        Confirming with(String now, Duration at, Duration gap) {
            if (!now.equals(rule)) {
                return new Confirming(now, 1, at, at);
            }
            boolean counts = at.minus(last).compareTo(gap) >= 0;
            return counts ? new Confirming(now, count + 1, first, at) : this;
        }
    }
}
