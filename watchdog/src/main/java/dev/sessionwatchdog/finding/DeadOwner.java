package dev.sessionwatchdog.finding;

import dev.sessionwatchdog.finding.LockFinding.Ground;
import dev.sessionwatchdog.observation.Gateway;
import dev.sessionwatchdog.observation.LockLook;
import dev.sessionwatchdog.observation.LockPayload.Written;
import dev.sessionwatchdog.observation.ProcessSight;
import dev.sessionwatchdog.observation.SessionRecords;
import dev.sessionwatchdog.store.root.InUse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A lock whose owner is gone for good (`protocols.md` 5, verdict `dead-owner`).
record DeadOwner(LockLimits limits) {

    LockFinding judge(LockLook look, Ownership.Dead owner, List<Check> checks) {
        checks.add(LockRule.closed(look));
        return switch (look.inUse()) {
            case InUse.Somebody _ -> new LockFinding.Kept(look, "open-handle", false, checks);
            case InUse.Nobody _ -> recovery(look, owner, true, checks);
            case InUse.Unknown _ ->
                    owner.byKernelOnly()
                            ? new LockFinding.Kept(look, "recycled-unproven", false, checks)
                            : recovery(look, owner, false, checks);
        };
    }

    /// A dead owner's lock is crash evidence: some gateways turn it into restart recovery at their
    /// next start (`facts/upstream.md` a.4).
    private LockFinding recovery(
            LockLook look, Ownership.Dead owner, boolean closed, List<Check> checks) {
        if (LockRule.isTranscripts(look) && look.running() != SessionRecords.Running.NO) {
            boolean needed =
                    look.owner().gateways().stream().noneMatch(gateway -> isDone(gateway, look));
            checks.add(
                    Check.of(
                            "restart_recovery",
                            words(look, needed),
                            "no gateway needs it",
                            !needed));
            if (needed) {
                return new LockFinding.Kept(look, "awaiting-restart-recovery", false, checks);
            }
        }
        return new LockFinding.Breakable(
                look,
                Ground.DEAD_OWNER,
                owner.verdict(),
                closed,
                !closed && !declaresBeats(look),
                checks);
    }

    /// Whether this gateway has had its chance, or ran already when the owner died: for certain
    /// only if it is older than the lock, by more than start times are wrong.
    private boolean isDone(Gateway gateway, LockLook look) {
        Instant made = look.written().flatMap(Written::createdAt).orElse(look.facts().mtime());
        Duration up = Duration.between(gateway.startedAt(), look.clock().now());
        boolean before =
                Ownership.wallHolds(look, made)
                        && gateway.startedAt().plus(ProcessSight.START_TIME_MARGIN).isBefore(made);
        return before || up.compareTo(limits.recoveryWait()) >= 0;
    }

    private static String words(LockLook look, boolean needed) {
        String session =
                look.running() == SessionRecords.Running.YES
                        ? "the session is marked running"
                        : "it cannot be told whether the session is marked running";
        return session
                + (needed
                        ? look.owner().gateways().isEmpty()
                                ? ", no gateway runs"
                                : ", a gateway has just started"
                        : ", a gateway runs that does not need it");
    }

    private static boolean declaresBeats(LockLook look) {
        return look.written().flatMap(Written::lease).isPresent() || look.watched().beats() > 0;
    }
}
