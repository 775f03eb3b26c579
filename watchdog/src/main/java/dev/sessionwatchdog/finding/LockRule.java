package dev.sessionwatchdog.finding;

import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.finding.LockFinding.Ground;
import dev.sessionwatchdog.observation.LockLook;
import dev.sessionwatchdog.observation.LockName;
import dev.sessionwatchdog.observation.LockPayload;
import dev.sessionwatchdog.observation.LockReading;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.InUse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The rules `lock.dead-owner` and `lock.lapsed` (`protocols.md` 5): whether a gateway's lock has
/// outlived what it stood for. A doubt is a reason to keep it.
///
/// @param uid whose files are not foreign
public record LockRule(LockLimits limits, int uid) {

    public static final String DEAD_OWNER_ID = Ground.DEAD_OWNER.rule();
    public static final String LAPSED_ID = "lock.lapsed";
    public static final int VERSION = 1;

    /// From so many looks in a row on that could not read it, a person is told.
    public static final int READ_ERRORS_TOLD = 5;

    /// A reclaim takes moments; a guard that stands for so long blocks everybody (S17).
    private static final Duration GUARD_TOLD = Duration.ofMinutes(10);

    private static final String KIND = FileKind.WANTED + ", at most 64 KiB";

    /// What is said of one lock after one look.
    public LockFinding judge(LockLook look) {
        List<Check> checks = new ArrayList<>();
        Optional<String> refusal = refusal(look.facts());
        if (refusal.isPresent()) {
            checks.add(Check.of("kind", refusal.get(), KIND, false));
            // A gateway's own file may have a second name for an instant.
            return look.watched().looks() < 2
                    ? new LockFinding.Held(look, "odd-kind", checks)
                    : new LockFinding.Refused(look, refusal.get(), checks);
        }
        checks.add(Check.of("kind", KIND, KIND, true));
        if (!look.era().ours()) {
            checks.add(Check.of("era", look.era().word(), "single-file or directory", false));
            return new LockFinding.Kept(look, "era-" + look.era().word(), false, checks);
        }
        if (look.guard().isPresent()) {
            return guarded(look, look.guard().get(), checks);
        }
        return switch (look.reading()) {
            case LockReading.NotOpened _ -> new LockFinding.Held(look, "odd-kind", checks);
            case LockReading.Failed failed -> {
                checks.add(Check.unclear("payload", failed.why()));
                boolean often = look.watched().readErrors() >= READ_ERRORS_TOLD;
                yield new LockFinding.Kept(look, "unknown-read-error", often, checks);
            }
            case LockReading.Read read -> {
                checks.add(payload(read.payload()));
                yield judge(look, Ownership.of(look), checks);
            }
        };
    }

    private Optional<String> refusal(Facts facts) {
        Optional<String> kind = FileKind.refusal(facts, uid);
        return kind.isEmpty() && facts.size() > LockPayload.MAX_BYTES
                ? Optional.of("larger than any lock (" + facts.size() + " bytes)")
                : kind;
    }

    private static Check payload(LockPayload payload) {
        return switch (payload) {
            case LockPayload.Written _ -> Check.of("payload", "whole", true);
            case LockPayload.Empty _ -> Check.unclear("payload", "empty");
            case LockPayload.Unparsable unparsable -> Check.unclear("payload", unparsable.why());
        };
    }

    /// Whether a guard stands for longer than any reclaim takes, so that a person should know.
    public static boolean isOldGuard(Facts guard, Instant now) {
        return Duration.between(guard.mtime(), now).compareTo(GUARD_TOLD) >= 0;
    }

    private static LockFinding guarded(LockLook look, Facts guard, List<Check> checks) {
        Duration age = Duration.between(guard.mtime(), look.clock().now());
        checks.add(
                Check.of(
                        "reclaim_guard",
                        "another party reclaims it since " + Spans.words(age),
                        "none",
                        false));
        if (look.watched().looks() < 2) {
            // A reclaim takes moments.
            return new LockFinding.Held(look, "guarded", checks);
        }
        boolean old = isOldGuard(guard, look.clock().now());
        return new LockFinding.Kept(look, old ? "foreign-guard" : "guarded", old, checks);
    }

    private LockFinding judge(LockLook look, Ownership owner, List<Check> checks) {
        checks.add(owner.check(look));
        return switch (owner) {
            case Ownership.None _ -> new OwnerlessLock(limits).judge(look, checks);
            case Ownership.Dead dead -> new DeadOwner(limits).judge(look, dead, checks);
            case Ownership.Alive alive -> new LivingOwner(limits).judge(look, alive, checks);
            case Ownership.Unknown unknown -> new LivingOwner(limits).judge(look, unknown, checks);
        };
    }

    /// What is said of a lock that stands where another was captured by mistake and put back, and
    /// which nobody has open: its owner let go meanwhile and found nothing.
    public static LockFinding.Breakable abandoned(LockLook look) {
        return new LockFinding.Breakable(
                look, Ground.LAPSED, "put-back-abandoned", true, false, List.of(closed(look)));
    }

    /// What the kernel says of who has it open.
    static Check closed(LockLook look) {
        return switch (look.inUse()) {
            case InUse.Nobody _ -> Check.of("closed", "nobody has it open", true);
            case InUse.Somebody _ -> Check.of("closed", "somebody has it open", false);
            case InUse.Unknown unknown -> Check.unclear("closed", unknown.reason());
        };
    }

    /// Whether its store is one whose locks may be broken at all.
    static boolean isTranscripts(LockLook look) {
        return look.lock().kind() == LockName.Kind.TRANSCRIPT && look.era() != Era.UNKNOWN;
    }

    /// How soon this lock wants to be looked at again: often enough to see its beats, and to find a
    /// dead owner within two looks.
    public Duration lookAgainIn(LockLook look) {
        Duration usual = limits.confirmGap();
        Duration half =
                look.written()
                        .flatMap(LockPayload.Written::lease)
                        .map(lease -> lease.beat().dividedBy(2))
                        .orElse(usual);
        Duration shortest = Duration.ofSeconds(1);
        Duration wanted = half.compareTo(usual) < 0 ? half : usual;
        return wanted.compareTo(shortest) < 0 ? shortest : wanted;
    }
}
