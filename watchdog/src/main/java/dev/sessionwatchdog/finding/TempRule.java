package dev.sessionwatchdog.finding;

import dev.sessionwatchdog.observation.CloseLook;
import dev.sessionwatchdog.observation.Health;
import dev.sessionwatchdog.observation.ProcessSight;
import dev.sessionwatchdog.observation.TempFamily.Worth;
import dev.sessionwatchdog.observation.TempSeen;
import dev.sessionwatchdog.observation.Visibility;
import dev.sessionwatchdog.store.root.InUse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The rule `tmp.orphan` (`protocols.md` 6): whether a temp's writer is gone for good.
///
/// @param olderThan how old its last change has to be
/// @param confirm how long it has to be watched unchanged
/// @param uid whose files are not foreign
/// @param now the wall clock of this look
/// @param clockSetAt when the wall clock was last seen to be set, by itself
public record TempRule(
        Duration olderThan, Duration confirm, int uid, Instant now, Optional<Instant> clockSetAt) {

    public static final String ID = "tmp.orphan";
    public static final int VERSION = 1;

    /// Asked of a temp where nothing proves that it is closed, and of one whose name tells neither
    /// writer nor target.
    public static final Duration AGE_WITHOUT_PROOF = Duration.ofHours(24);

    /// The part of the rule that needs no file opened: a finding, or empty when it is worth a close
    /// look.
    public Optional<TempFinding> atFirstSight(TempSeen seen) {
        return isRipe(seen) ? Optional.empty() : Optional.of(whyNot(seen));
    }

    /// Asked of every temp in every sweep, so no words are made.
    private boolean isRipe(TempSeen seen) {
        return isOrdinary(seen)
                && hasWaited(seen)
                && seen.temp().family().worth() != Worth.MAY_BE_THE_ONLY_COPY;
    }

    /// Whether nothing but time speaks against it; likewise without words.
    public boolean onlyWaits(TempSeen seen) {
        return isOrdinary(seen) && !hasWaited(seen);
    }

    private boolean isOrdinary(TempSeen seen) {
        return FileKind.refusal(seen.facts(), uid).isEmpty() && !seen.facts().mtime().isAfter(now);
    }

    private boolean hasWaited(TempSeen seen) {
        return Duration.between(seen.facts().mtime(), now).compareTo(olderThan) >= 0
                && seen.sighting().looks() >= 2
                && seen.sighting().watched().compareTo(confirm) >= 0;
    }

    private TempFinding whyNot(TempSeen seen) {
        List<Check> checks = new ArrayList<>();
        checks.add(Check.of("name_shape", seen.temp().shape(), true));
        Optional<String> refusal = FileKind.refusal(seen.facts(), uid);
        if (refusal.isPresent()) {
            checks.add(Check.of("kind", refusal.get(), FileKind.WANTED, false));
            // A gateway's own file may have a second name for an instant.
            return seen.sighting().looks() < 2
                    ? new TempFinding.Waiting(seen, checks)
                    : new TempFinding.Refused(seen, refusal.get(), checks);
        }
        checks.add(kindIsFine());
        if (seen.facts().mtime().isAfter(now)) {
            checks.add(Check.of("age", "last change lies in the future", false));
            return new TempFinding.Kept(seen, "mtime-in-the-future", checks);
        }
        checks.addAll(ripeness(seen));
        if (!checks.stream().allMatch(Check::passed)) {
            return new TempFinding.Waiting(seen, checks);
        }
        checks.add(Check.of("worth", "may be the only copy", false));
        return new TempFinding.Kept(seen, "may-be-the-only-copy", checks);
    }

    private static Check kindIsFine() {
        return Check.of("kind", FileKind.WANTED, FileKind.WANTED, true);
    }

    private List<Check> ripeness(TempSeen seen) {
        Duration age = Duration.between(seen.facts().mtime(), now);
        boolean oldEnough = !age.isNegative() && age.compareTo(olderThan) >= 0;
        Duration watched = seen.sighting().watched();
        return List.of(
                Check.of("age", Spans.words(age), Spans.words(olderThan), oldEnough),
                Check.of("looks", seen.sighting().looks() + "", "2", seen.sighting().looks() >= 2),
                Check.of(
                        "watched_unchanged",
                        Spans.words(watched),
                        Spans.words(confirm),
                        watched.compareTo(confirm) >= 0));
    }

    /// What is said of a temp that a person has put back.
    public TempFinding restored(TempSeen seen) {
        return new TempFinding.Kept(
                seen,
                "restored-by-a-person",
                List.of(Check.of("restored", "put back from quarantine, unchanged since", false)));
    }

    /// The whole rule, for a temp that passed the first sight.
    ///
    /// @param index whether the store's index is whole
    public TempFinding judge(CloseLook look, Health index) {
        return switch (look) {
            case CloseLook.Looked looked -> judge(looked, index);
            case CloseLook.Changed changed ->
                    new TempFinding.Waiting(
                            changed.seen(), List.of(Check.of("same", changed.what(), false)));
            case CloseLook.Unreadable unreadable ->
                    new TempFinding.Kept(
                            unreadable.seen(),
                            "unreadable",
                            List.of(Check.unclear("same", unreadable.why())));
        };
    }

    private TempFinding judge(CloseLook.Looked look, Health index) {
        TempSeen seen = look.seen();
        List<Check> checks = new ArrayList<>();
        checks.add(Check.of("name_shape", seen.temp().shape(), true));
        checks.add(kindIsFine());
        checks.addAll(ripeness(seen));
        checks.add(new Check("index", index.words(), Optional.of("whole"), answer(index)));
        if (!(index instanceof Health.Good)) {
            return new TempFinding.Kept(seen, "index-not-proven-good", checks);
        }
        Optional<String> doubt = doubtAboutWriter(look, checks);
        if (doubt.isEmpty()) {
            doubt = doubtAboutUse(look, checks);
        }
        if (doubt.isEmpty()) {
            doubt = doubtAboutTarget(look, checks);
        }
        if (doubt.isEmpty()
                && look.target().isPresent()
                && look.target().get() instanceof Health.SeenDamagedOnce once) {
            checks.add(Check.unclear("target", once.words()));
            return new TempFinding.Waiting(seen, checks);
        }
        return doubt.isPresent()
                ? new TempFinding.Kept(seen, doubt.get(), checks)
                : new TempFinding.Orphan(look, fate(look, checks), degraded(look), checks);
    }

    private static Check.Answer answer(Health index) {
        return switch (index) {
            case Health.Good _ -> Check.Answer.PASS;
            case Health.Missing _, Health.Damaged _ -> Check.Answer.FAIL;
            case Health.SeenDamagedOnce _, Health.CannotTell _ -> Check.Answer.CANNOT_TELL;
        };
    }

    private Optional<String> doubtAboutWriter(CloseLook.Looked look, List<Check> checks) {
        if (look.writer().isEmpty()) {
            return Optional.empty();
        }
        long pid = look.seen().temp().pid().orElseThrow();
        return switch (look.writer().get()) {
            case ProcessSight.Gone _ -> gone(look, pid + " is gone", checks);
            case ProcessSight.Zombie _ -> gone(look, pid + " has ended, a zombie", checks);
            case ProcessSight.Running running when isAnother(running, look.facts().mtime()) ->
                    gone(look, pid + " is another process, started later", checks);
            case ProcessSight.Running _ -> {
                checks.add(Check.of("writer", pid + " is running", "gone", false));
                yield Optional.of("writer-alive");
            }
            case ProcessSight.Unknown unknown -> {
                checks.add(Check.unclear("writer", pid + " unknown: " + unknown.reason()));
                yield Optional.of("writer-unknown");
            }
        };
    }

    /// A process's start is told by the clock of now, a file's time by that of then: they say
    /// nothing together once the clock was set in between (S3).
    private boolean isAnother(ProcessSight.Running running, Instant written) {
        return clockSetAt.filter(written::isBefore).isEmpty() && running.startedAfter(written);
    }

    /// The process that we are shown, or miss, may be of another PID namespace (S14).
    private static Optional<String> gone(CloseLook.Looked look, String words, List<Check> checks) {
        return switch (look.visibility()) {
            case Visibility.Sees _ -> {
                checks.add(Check.of("writer", words, "gone", true));
                yield Optional.empty();
            }
            case Visibility.Blind blind -> {
                checks.add(Check.unclear("writer", "blind: " + blind.reason()));
                yield Optional.of("blind");
            }
        };
    }

    private Optional<String> doubtAboutUse(CloseLook.Looked look, List<Check> checks) {
        return switch (look.inUse()) {
            case InUse.Nobody _ -> {
                checks.add(Check.of("closed", "nobody has it open", true));
                yield untraceable(look) ? needsMoreAge(look, checks) : Optional.empty();
            }
            case InUse.Somebody _ -> {
                checks.add(Check.of("closed", "somebody has it open", false));
                yield Optional.of("open-handle");
            }
            case InUse.Unknown unknown -> {
                checks.add(Check.unclear("closed", unknown.reason()));
                yield writerIsSurelyGone(look) ? Optional.empty() : needsMoreAge(look, checks);
            }
        };
    }

    /// Told by the process table alone, without any clock.
    private static boolean writerIsSurelyGone(CloseLook.Looked look) {
        return look.writer()
                .filter(sight ->
                        sight instanceof ProcessSight.Gone || sight instanceof ProcessSight.Zombie)
                .isPresent();
    }

    /// Its name tells neither who wrote it nor what it was to become.
    private static boolean untraceable(CloseLook.Looked look) {
        return look.writer().isEmpty()
                && look.seen().temp().family().worth() == Worth.TARGET_UNKNOWN;
    }

    private Optional<String> needsMoreAge(CloseLook.Looked look, List<Check> checks) {
        Duration age = Duration.between(look.facts().mtime(), now);
        boolean enough = age.compareTo(AGE_WITHOUT_PROOF) >= 0;
        checks.add(
                Check.of(
                        "age_without_proof",
                        Spans.words(age),
                        Spans.words(AGE_WITHOUT_PROOF),
                        enough));
        return enough ? Optional.empty() : Optional.of("not-proven-closed");
    }

    private static Optional<String> doubtAboutTarget(CloseLook.Looked look, List<Check> checks) {
        if (look.target().isPresent() && look.target().get() instanceof Health.CannotTell unclear) {
            checks.add(Check.unclear("target", unclear.words()));
            return Optional.of("target-unclear");
        }
        if (look.seen().temp().family().worth() != Worth.BESIDE_ITS_TARGET) {
            return Optional.empty();
        }
        boolean there = look.targetExists().orElse(false);
        checks.add(Check.of("target", there ? "is there" : "is missing", "is there", there));
        return there ? Optional.empty() : Optional.of("target-missing");
    }

    private static TempFinding.Fate fate(CloseLook.Looked look, List<Check> checks) {
        boolean superseded =
                switch (look.seen().temp().family().worth()) {
                    case SUPERSEDED_BY_JSON ->
                            look.target().isPresent()
                                    && look.target().get() instanceof Health.Good good
                                    && good.facts().mtime().isAfter(look.facts().mtime());
                    case SUPERSEDED_BY_OWN_HASH ->
                            look.target().isPresent() && look.target().get() instanceof Health.Good;
                    case BESIDE_ITS_TARGET, TARGET_UNKNOWN, MAY_BE_THE_ONLY_COPY -> false;
                };
        checks.add(
                new Check(
                        "superseded",
                        superseded ? "by a whole, newer target" : "cannot be shown",
                        Optional.empty(),
                        superseded ? Check.Answer.PASS : Check.Answer.CANNOT_TELL));
        return superseded ? TempFinding.Fate.SUPERSEDED : TempFinding.Fate.DOUBTFUL;
    }

    private static boolean degraded(CloseLook.Looked look) {
        return look.inUse() instanceof InUse.Unknown;
    }
}
