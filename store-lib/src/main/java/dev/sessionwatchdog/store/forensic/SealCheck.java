package dev.sessionwatchdog.store.forensic;

import dev.sessionwatchdog.store.forensic.Verification.Flaw;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Holds finished segments against their seals, and seals against each other and the head.
final class SealCheck {

    private final Optional<Head> head;
    private final Expiry expiry;
    private final Findings findings;
    private final List<Seal.Found> seals;

    /// What the segments begin with that are there.
    private final Set<Long> present;

    private final Set<Long> flawed = new HashSet<>();
    private final List<Counted> segments = new ArrayList<>();
    private Optional<Name> file = Optional.empty();
    private Optional<SegmentSum.Counting> counting = Optional.empty();

    /// A segment that was read to its end.
    private record Counted(Name name, SegmentSum sum) {}

    private SealCheck(
            Optional<Head> head,
            Expiry expiry,
            Findings findings,
            List<Seal.Found> seals,
            Set<Long> present) {
        this.head = head;
        this.expiry = expiry;
        this.findings = findings;
        this.seals = seals;
        this.present = present;
    }

    /// Reads the seals.
    ///
    /// @param files listed before the segments are read, for a live writer adds seals meanwhile
    static SealCheck read(
            Directory directory,
            LogFiles files,
            Optional<Head> head,
            Expiry expiry,
            Findings findings)
            throws IOException {
        List<Seal.Found> seals = new ArrayList<>();
        for (LogFiles.SealFile seal : files.seals()) {
            try {
                seals.add(Seal.read(directory, seal));
            } catch (NoSuchFileException expiredMeanwhile) {
                // Nobody can hold anything against it any more.
            }
        }
        Set<Long> present =
                files.segments().stream()
                        .filter(segment -> segment.fragment() == 0)
                        .map(LogFiles.Segment::first)
                        .collect(Collectors.toUnmodifiableSet());
        return new SealCheck(head, expiry, findings, seals, present);
    }

    void take(RawLine line) {
        if (file.filter(line.file()::equals).isEmpty()) {
            endOfSegment();
            file = Optional.of(line.file());
            counting =
                    LogFiles.Segment.parse(line.file())
                            .filter(segment -> segment.fragment() == 0)
                            .map(segment -> new SegmentSum.Counting(segment.first()));
        }
        counting.ifPresent(sum -> sum.take(line));
    }

    private void endOfSegment() {
        if (file.isPresent() && counting.isPresent()) {
            segments.add(new Counted(file.get(), counting.get().sum()));
        }
    }

    /// The seals of segments that should stand between two sequences and are not there: without a
    /// gap from `from` on, ending before `until`.
    List<Seal.Found> between(long from, long until) {
        List<Seal.Found> found = new ArrayList<>();
        long next = from;
        for (Seal.Found seal : seals) {
            if (seal.first() == next
                    && !present.contains(next)
                    && seal.seal().isPresent()
                    && seal.seal().get().sum().last() >= next
                    && seal.seal().get().sum().last() < until) {
                found.add(seal);
                next = seal.seal().get().sum().last() + 1;
            }
        }
        return found;
    }

    /// After the last line, when the chain has told what it found.
    void end() {
        endOfSegment();
        checkHead();
        for (int at = 0; at < seals.size(); at++) {
            checkSeal(at);
        }
        segments.forEach(this::checkSegment);
    }

    private void checkHead() {
        Seal.Link known = head.map(Head::sealed).orElse(Seal.Link.NONE);
        if (known.first() > 0 && seals.stream().noneMatch(it -> it.first() == known.first())) {
            flaw(known.first(), Flaw.SEAL_MISSING, "the head knows of this seal, it is gone");
        }
    }

    private void checkSeal(int at) {
        Seal.Found seal = seals.get(at);
        if (seal.seal().isEmpty()) {
            flaw(seal.first(), Flaw.SEAL_CHANGED, "it cannot be read as a seal");
        } else if (!follows(at) && (at == 0 || !flawed.contains(seals.get(at - 1).first()))) {
            boolean confirmed = at > 0 && isConfirmed(at);
            Seal.Found changed = confirmed ? seals.get(at - 1) : seal;
            flaw(
                    changed.first(),
                    Flaw.SEAL_CHANGED,
                    confirmed
                            ? "the next seal has another hash for it"
                            : "what it says of the seal before is wrong");
        } else if (at == seals.size() - 1 && isDeniedByHead(seal)) {
            flaw(seal.first(), Flaw.SEAL_CHANGED, "the head has another hash for it");
        }
    }

    /// Where a segment without a seal stands in between, or the chain has a gap, there is nothing
    /// to compare with.
    private boolean follows(int at) {
        if (at == 0) {
            Seal.Found oldest = seals.getFirst();
            return oldest.first() != expiry.through() + 1
                    || oldest.seal().filter(it -> it.prev().equals(expiry.seal())).isPresent();
        }
        Seal.Found before = seals.get(at - 1);
        Seal.Found now = seals.get(at);
        boolean neighbours =
                present.stream().noneMatch(it -> it > before.first() && it < now.first())
                        && !findings.concern(LogFiles.sealed(now.first()));
        return !neighbours
                || now.seal().filter(it -> it.prev().equals(before.sha256())).isPresent();
    }

    /// Whether the next seal or the head knows this seal as it is.
    private boolean isConfirmed(int at) {
        Seal.Found seal = seals.get(at);
        if (at + 1 < seals.size()) {
            return seals.get(at + 1)
                    .seal()
                    .filter(it -> it.prev().equals(seal.sha256()))
                    .isPresent();
        }
        return head.isEmpty() || !isDeniedByHead(seal);
    }

    private boolean isDeniedByHead(Seal.Found seal) {
        return head.map(Head::sealed)
                .filter(it -> it.first() == seal.first() && !it.sha256().equals(seal.sha256()))
                .isPresent();
    }

    private void checkSegment(Counted segment) {
        long first = segment.sum().first();
        Optional<Seal.Found> seal = seals.stream().filter(it -> it.first() == first).findFirst();
        if (seal.isPresent()) {
            seal.get().seal().ifPresent(it -> compare(segment, it));
        } else if (!seals.isEmpty() && seals.getLast().first() > first) {
            flaw(first, Flaw.SEAL_MISSING, "there is none beside " + segment.name());
        } else if (!flawed.contains(first)) {
            findings.note(
                    segment.name(),
                    0,
                    "not sealed: a writer ended while it began the next segment, or is about to"
                            + " seal it");
        }
    }

    private void compare(Counted segment, Seal seal) {
        String difference = seal.sum().difference(segment.sum());
        if (difference.isEmpty()
                || flawed.contains(segment.sum().first())
                || findings.concern(segment.name())) {
            return;
        }
        findings.problem(
                Flaw.SEGMENT_CHANGED,
                Spot.file(segment.name()),
                "it is not what was sealed: " + difference);
    }

    private void flaw(long first, Flaw flaw, String explanation) {
        if (flawed.add(first)) {
            findings.problem(flaw, Spot.file(LogFiles.seal(first)), explanation);
        }
    }
}
