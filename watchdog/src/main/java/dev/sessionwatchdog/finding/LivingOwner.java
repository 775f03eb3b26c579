package dev.sessionwatchdog.finding;

import dev.sessionwatchdog.finding.LockFinding.Ground;
import dev.sessionwatchdog.observation.Gateway;
import dev.sessionwatchdog.observation.LockLook;
import dev.sessionwatchdog.observation.LockPayload.Written;
import dev.sessionwatchdog.observation.ProcessSight;
import dev.sessionwatchdog.store.root.InUse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A lock whose owner lives, or of whom it is not known: whether its right has lapsed
/// (`protocols.md` 5, verdict `lapsed`). Whatever beats or works is left alone.
record LivingOwner(LockLimits limits) {

    /// An owner that beats for so long without any work is told, never broken (S79).
    private static final int RENEWALS_TOLD = 4;

    /// A lock made further in the future than this says that a clock is wrong.
    private static final Duration SKEW = Duration.ofMinutes(2);

    LockFinding judge(LockLook look, Ownership owner, List<Check> checks) {
        LockTerm term = LockTerm.of(look, limits);
        checks.add(term.check(look));
        if (isFromTheFuture(look) && term.source() != LockTerm.Source.HEARTBEAT) {
            checks.add(Check.of("created_at", "in the future", "the past", false));
            return new LockFinding.Kept(look, "clock-skew", true, checks);
        }
        Duration still = LockTerm.still(look);
        if (term.lapsed(look) && still.compareTo(term.stillness()) >= 0) {
            checks.add(progress(look, still, term.stillness()));
            return lapsed(look, owner, "live-owner-lease-lapsed", false, checks);
        }
        Optional<Early> early = early(look, owner, term);
        if (early.isPresent()) {
            return early(look, owner, early.get(), shorter(LockTerm.age(look), still), checks);
        }
        if (term.lapsed(look)) {
            checks.add(progress(look, still, term.stillness()));
            return new LockFinding.Kept(look, "lease-lapsed-but-progressing", false, checks);
        }
        return notYet(look, term, checks);
    }

    /// The grace alone counts, in time that was watched without any work.
    private LockFinding early(
            LockLook look, Ownership owner, Early early, Duration idle, List<Check> checks) {
        Duration grace = look.watched().putBack() ? Duration.ZERO : limits.declaredGrace();
        checks.add(early.check());
        checks.add(progress(look, idle, grace));
        if (idle.compareTo(grace) >= 0) {
            return lapsed(look, owner, early.verdict(), early.closed(), checks);
        }
        return idle.compareTo(grace.dividedBy(4)) >= 0
                ? new LockFinding.Suspect(look, early.verdict(), checks)
                : new LockFinding.Held(look, "held", checks);
    }

    private static Check progress(LockLook look, Duration still, Duration limit) {
        String what = look.subject().isEmpty() ? "what it guards is not there, for " : "none for ";
        return Check.of(
                "progress",
                what + Spans.words(still),
                Spans.words(limit),
                still.compareTo(limit) >= 0);
    }

    private LockFinding lapsed(
            LockLook look, Ownership owner, String verdict, boolean closed, List<Check> checks) {
        Duration quiet = look.watched().sinceDisturbance();
        boolean settled = quiet.compareTo(limits.suspendGuard()) >= 0;
        if (!settled) {
            checks.add(
                    Check.of(
                            "since_resume_or_clock_step",
                            Spans.words(quiet),
                            Spans.words(limits.suspendGuard()),
                            false));
            return new LockFinding.Held(look, "just-resumed", checks);
        }
        return switch (owner) {
            case Ownership.Unknown unknown ->
                    new LockFinding.Kept(look, unknown.verdict(), true, checks);
            case Ownership.Alive alive when alive.paused() && limits.pausedWaits() -> {
                checks.add(Check.of("owner_runs", "stopped or frozen", "running", false));
                yield new LockFinding.Kept(look, "owner-paused", true, checks);
            }
            case Ownership.Alive _, Ownership.Dead _, Ownership.None _ ->
                    new LockFinding.Breakable(look, Ground.LAPSED, verdict, closed, false, checks);
        };
    }

    private LockFinding notYet(LockLook look, LockTerm term, List<Check> checks) {
        Duration still = LockTerm.still(look);
        boolean beats = term.source() == LockTerm.Source.HEARTBEAT;
        Duration longest = limits.undeclaredMaxAge().multipliedBy(RENEWALS_TOLD);
        boolean renewing = beats && look.watched().beats() > 0 && !term.suspect();
        if (renewing && still.compareTo(longest) >= 0) {
            checks.add(progress(look, still, longest));
            return new LockFinding.Kept(look, "renewing-without-progress", true, checks);
        }
        boolean idle = beats || still.compareTo(shorter(term.suspectAt(), term.stillness())) >= 0;
        if (!term.suspect() || !idle) {
            return new LockFinding.Held(look, "held", checks);
        }
        Optional<Check> duplicate = duplicateGateway(look);
        duplicate.ifPresent(checks::add);
        return new LockFinding.Suspect(
                look,
                duplicate.isPresent() ? "live-owner-duplicate-gateway" : "lease-running-out",
                checks);
    }

    /// What lets the grace alone count: the session has ended, or nobody has the lock open though
    /// its owner, who would keep it open, lives.
    private Optional<Early> early(LockLook look, Ownership owner, LockTerm term) {
        if (term.source() == LockTerm.Source.HEARTBEAT || !(owner instanceof Ownership.Alive)) {
            return Optional.empty();
        }
        if (look.inUse() instanceof InUse.Nobody) {
            return Optional.of(new Early("leaked-by-live-owner", true, LockRule.closed(look)));
        }
        Optional<Instant> made = look.written().flatMap(Written::createdAt);
        return look.ended()
                .filter(ended -> made.isPresent() && ended.isAfter(made.get()))
                .map(ended ->
                        new Early(
                                "session-ended",
                                false,
                                Check.of(
                                        "session_ended",
                                        ended.toString(),
                                        "after the lock was made",
                                        true)));
    }

    private static boolean isFromTheFuture(LockLook look) {
        return look.written()
                .flatMap(Written::createdAt)
                .filter(made -> made.isAfter(look.clock().now().plus(SKEW)))
                .isPresent();
    }

    /// Two gateways on one root are the commonest cause (S13).
    private static Optional<Check> duplicateGateway(LockLook look) {
        List<Gateway> gateways = look.owner().gateways();
        if (gateways.size() < 2
                || look.owner().sight().filter(ProcessSight.Running.class::isInstance).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                Check.of(
                        "one_gateway",
                        gateways.stream()
                                .map(gateway ->
                                        gateway.pid()
                                                + " since "
                                                + gateway.startedAt()
                                                + (gateway.parent().orElse(0) == 1
                                                        ? ", orphaned"
                                                        : ""))
                                .collect(Collectors.joining("; ")),
                        "one",
                        false));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /// @param closed whether it may only go while nobody has it open
    private record Early(String verdict, boolean closed, Check check) {}
}
