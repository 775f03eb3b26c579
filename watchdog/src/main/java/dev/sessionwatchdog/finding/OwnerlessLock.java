package dev.sessionwatchdog.finding;

import dev.sessionwatchdog.finding.LockFinding.Ground;
import dev.sessionwatchdog.observation.LockLook;
import dev.sessionwatchdog.store.root.InUse;
import java.time.Duration;
import java.util.List;

/// A lock that names no owner: empty, half-written, or without a process id. It is left alone for a
/// grace, then judged by who has it open, and where that cannot be asked by its age (S14).
record OwnerlessLock(LockLimits limits) {

    LockFinding judge(LockLook look, List<Check> checks) {
        Duration watched = look.watched().time();
        boolean overGrace = watched.compareTo(limits.unreadableGrace()) >= 0;
        checks.add(
                Check.of(
                        "unreadable_grace",
                        Spans.words(watched),
                        Spans.words(limits.unreadableGrace()),
                        overGrace));
        if (!overGrace) {
            return new LockFinding.Held(look, "unreadable", checks);
        }
        checks.add(LockRule.closed(look));
        return switch (look.inUse()) {
            case InUse.Nobody _ ->
                    new LockFinding.Breakable(
                            look, Ground.DEAD_OWNER, "missing-owner", true, false, checks);
            case InUse.Somebody _ -> new LockFinding.Kept(look, "open-handle", false, checks);
            case InUse.Unknown _ -> byAge(look, checks);
        };
    }

    private LockFinding byAge(LockLook look, List<Check> checks) {
        Duration watched = look.watched().time();
        Duration still = look.watched().still();
        Duration silent = look.watched().silent();
        Duration limit = limits.undeclaredMaxAge();
        boolean old =
                watched.compareTo(limit) >= 0
                        && still.compareTo(limit) >= 0
                        && silent.compareTo(limit) >= 0;
        checks.add(Check.of("lease.undeclared_age", Spans.words(watched), Spans.words(limit), old));
        checks.add(
                Check.of(
                        "lease.heartbeat",
                        "none for " + Spans.words(silent),
                        Spans.words(limit),
                        silent.compareTo(limit) >= 0));
        checks.add(Check.of("progress", "none for " + Spans.words(still), Spans.words(limit), old));
        return old
                ? new LockFinding.Breakable(
                        look, Ground.LAPSED, "missing-owner", false, true, checks)
                : new LockFinding.Kept(look, "unreadable", false, checks);
    }
}
