package dev.sessionwatchdog.store.forensic;

import dev.sessionwatchdog.store.forensic.Verification.Flaw;
import dev.sessionwatchdog.store.root.Name;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Follows a chain line by line, and says which line is not what was written.
///
/// When two neighbours disagree, either the older was changed or what the younger says of it. The
/// line after them, or the head, tells: if it vouches for the younger, the older was changed.
final class ChainCheck {

    private final Optional<Head> head;
    private final Expiry expiry;
    private final Map<Long, String> witnesses;
    private final Findings findings;
    private final SealCheck seals;
    private Optional<Seen> before = Optional.empty();

    /// The younger of two that disagree is `before`; this is the older.
    private Optional<Seen> disputed = Optional.empty();

    /// After something that is no event the next line's place cannot be judged.
    private boolean blind;

    private long next;

    private Optional<Name> file = Optional.empty();
    private Optional<Spot> torn = Optional.empty();
    private Spot end = Spot.file(LogFiles.ACTIVE);
    private long lines;
    private int segments;
    private OptionalLong first = OptionalLong.empty();
    private OptionalLong last = OptionalLong.empty();

    /// A whole line and what is known of it.
    private record Seen(Spot spot, long sequence, String prev, String hash) {

        static Seen of(RawLine line, LineFacts facts) {
            Spot spot = Spot.of(line).with(facts.sequence());
            return new Seen(spot, facts.sequence(), facts.prev(), line.hash());
        }
    }

    ChainCheck(
            Optional<Head> head,
            Expiry expiry,
            Map<Long, String> witnesses,
            Findings findings,
            SealCheck seals) {
        this.head = head;
        this.expiry = expiry;
        this.witnesses = witnesses;
        this.findings = findings;
        this.seals = seals;
    }

    Findings.Tally tally() {
        return new Findings.Tally(lines, first, last, segments);
    }

    void take(RawLine line) {
        boolean begins = file.filter(line.file()::equals).isEmpty();
        if (begins) {
            file = Optional.of(line.file());
            segments++;
        }
        Optional<LineFacts> facts = line.facts();
        switch (line.form()) {
            case TORN -> takeTorn(line);
            case OVERSIZED -> takeForeign(line, "longer than any line that we write");
            case WHOLE -> {
                if (facts.isPresent()) {
                    takeEvent(Seen.of(line, facts.get()), begins);
                    findings.intents(facts.get());
                } else {
                    takeForeign(line, "not an event of ours");
                }
            }
        }
        end = Spot.of(line);
    }

    private void takeTorn(RawLine line) {
        torn = Optional.of(Spot.of(line));
        findings.note(
                line.file(),
                line.number().orElse(0),
                "an unfinished line: a writer ended while it wrote, or is writing");
    }

    private void takeForeign(RawLine line, String what) {
        settle(Optional.empty());
        findings.problem(Flaw.UNPARSABLE, Spot.of(line), what);
        before = Optional.empty();
        blind = true;
    }

    private void takeEvent(Seen now, boolean begins) {
        torn = Optional.empty();
        lines++;
        if (first.isEmpty()) {
            next = expiry.through() + 1;
        }
        if (begins) {
            passMissing(now.sequence);
        }
        if (first.isEmpty()) {
            first = OptionalLong.of(now.sequence);
            if (!blind && before.isEmpty()) {
                checkFirst(now);
            }
        }
        if (begins) {
            checkName(now);
        }
        boolean vouches = vouches(now);
        settle(Optional.of(vouches));
        if (before.isPresent()) {
            next = compare(before.get(), now, vouches);
        } else {
            next = now.sequence + 1;
        }
        checkHead(now);
        last = OptionalLong.of(next - 1);
        before = Optional.of(now);
        blind = false;
    }

    /// Goes on behind segments that are gone but were sealed, so that what follows is judged by
    /// them.
    private void passMissing(long until) {
        for (Seal.Found missing : seals.between(next, until)) {
            settle(Optional.empty());
            SegmentSum sum = missing.seal().orElseThrow().sum();
            Name name = LogFiles.sealed(missing.first());
            findings.problem(
                    Flaw.SEGMENT_MISSING,
                    Spot.file(name),
                    "it is missing: by its seal it holds sequence %d to %d"
                            .formatted(sum.first(), sum.last()));
            before =
                    Optional.of(
                            new Seen(Spot.file(name).with(sum.last()), sum.last(), "", sum.end()));
            next = sum.last() + 1;
            blind = false;
        }
    }

    private boolean vouches(Seen now) {
        return before.filter(older -> now.prev.equals(older.hash)).isPresent();
    }

    /// @return the sequence that the next line should have
    private long compare(Seen older, Seen now, boolean vouches) {
        long sequence = now.sequence;
        if (sequence != next && vouches) {
            findings.problem(
                    Flaw.CHANGED, now.spot, "its sequence was changed, it should be " + next);
            return next + 1;
        }
        if (sequence != next) {
            findings.problem(Flaw.GAP, now.spot, "sequence " + next + " should stand here");
        } else if (!vouches) {
            disputed = Optional.of(older);
        }
        return sequence + 1;
    }

    /// @param youngerVouchedFor whether the line after the disputed two confirms the younger; empty
    ///   if there is nothing that could
    private void settle(Optional<Boolean> youngerVouchedFor) {
        if (disputed.isEmpty() || before.isEmpty()) {
            return;
        }
        Seen older = disputed.get();
        Seen younger = before.get();
        disputed = Optional.empty();
        if (youngerVouchedFor.isEmpty()) {
            changed(older, "it was changed, or what the next line says of it");
        } else if (youngerVouchedFor.get()) {
            changed(older, "it was changed: the next line has another hash for it");
        } else {
            changed(younger, "it was changed, and what it says of the line before is wrong");
        }
    }

    private void changed(Seen line, String explanation) {
        findings.problem(Flaw.CHANGED, line.spot, explanation);
    }

    private void checkFirst(Seen now) {
        long expected = expiry.through() + 1;
        if (now.sequence > expected) {
            findings.problem(Flaw.GAP, now.spot, "the log should begin with sequence " + expected);
        } else if (now.sequence == 1 && !now.prev.equals(Hash.NONE)) {
            changed(now, "the first event says that there was one before it");
        } else if (now.sequence > 1 && now.sequence == expected) {
            findings.note(
                    now.spot.file(),
                    1,
                    "the log begins here: sequence 1 to "
                            + expiry.through()
                            + " went by age or size, as the log itself says");
            if (!now.prev.equals(expiry.end())) {
                changed(now, "what it says of the line before is not what the log says of it");
            }
        }
    }

    private void checkName(Seen now) {
        Optional<LogFiles.Segment> name = LogFiles.Segment.parse(now.spot.file());
        if (now.spot.line() == 1
                && name.isPresent()
                && name.get().fragment() == 0
                && name.get().first() != now.sequence) {
            findings.problem(
                    Flaw.MISNAMED,
                    now.spot,
                    "by its name the segment begins with sequence " + name.get().first());
        }
    }

    private void checkHead(Seen now) {
        if (head.isPresent()
                && head.get().sequence() == now.sequence
                && !head.get().sha256().equals(now.hash)) {
            changed(now, "it was changed: the head has another hash for it");
        }
        String witness = witnesses.get(now.sequence);
        if (witness != null && !witness.equals(now.hash)) {
            changed(now, "it was changed: the journal has another hash for it");
        }
    }

    /// After the last line.
    void end() {
        passMissing(Long.MAX_VALUE);
        settle(before.flatMap(this::vouchedByHead));
        long witnessed = witnesses.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
        if (witnessed > last.orElse(0)) {
            findings.problem(
                    Flaw.MISSING_END,
                    torn.orElse(end).with(witnessed),
                    "the journal knows of events up to here, the log ends at " + last.orElse(0));
        }
        long expected = head.map(Head::sequence).orElse(0L);
        if (expected > last.orElse(0)) {
            findings.problem(
                    Flaw.MISSING_END,
                    torn.orElse(end).with(expected),
                    "the head says that events up to here were committed, the log ends at "
                            + last.orElse(0));
        } else if (head.isPresent() && expected < last.orElse(0)) {
            findings.note(
                    LogFiles.HEAD,
                    0,
                    "up to sequence %d; the log goes on to %d: being written, or a writer ended"
                                    .formatted(expected, last.orElse(0))
                            + " before it could write the head");
        }
    }

    private Optional<Boolean> vouchedByHead(Seen line) {
        return head.filter(it -> it.sequence() == line.sequence)
                .map(it -> it.sha256().equals(line.hash));
    }
}
