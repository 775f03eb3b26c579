package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.decision.LockDecision;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.finding.LockFinding;
import dev.sessionwatchdog.finding.LockLimits;
import dev.sessionwatchdog.finding.LockTerm;
import dev.sessionwatchdog.finding.Spans;
import java.time.Duration;
import java.util.Optional;

/// One lock as somebody who asks sees it: what is found, and what will become of it.
///
/// @param decision what policy would say if enough looks agreed
/// @param agreeing looks that have agreed so far
/// @param sinceCounted how long ago the last of them was
/// @param next when the next look comes, at the latest
/// @param affordable whether the budgets let it go
record LockView(
        LockFinding finding,
        LockDecision decision,
        int agreeing,
        Duration sinceCounted,
        Duration next,
        boolean affordable,
        Permission permission,
        Config.Locks settings,
        LockLimits limits) {

    /// One word: `held`, `suspect`, `breakable`, `kept` or `refused`.
    String state() {
        return finding.state().word();
    }

    /// The smaller, the sooner a person wants to see it.
    int urgency() {
        return switch (finding) {
            case LockFinding.Breakable _ -> 0;
            case LockFinding.Suspect _ -> 1;
            case LockFinding.Kept _ -> 2;
            case LockFinding.Held _ -> 3;
            case LockFinding.Refused _ -> 4;
        };
    }

    LockTerm term() {
        return LockTerm.of(finding.look(), limits);
    }

    /// When it goes, if all looks until then agree; empty when it does not go.
    Optional<Duration> breakIn() {
        if (!(decision instanceof LockDecision.Break) || !affordable) {
            return Optional.empty();
        }
        int missing = settings.confirm() - agreeing;
        if (missing <= 0) {
            return Optional.of(next);
        }
        Duration gap = settings.confirmGap();
        Duration first = agreeing == 0 ? next : longer(next, gap.minus(sinceCounted));
        return Optional.of(first.plus(gap.multipliedBy(missing - 1)));
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    /// What will happen, for people.
    String outlook() {
        String why = finding.verdict();
        return switch (finding) {
            case LockFinding.Held _ ->
                    why.equals("held") ? "left alone" : "left alone so far: " + why;
            case LockFinding.Suspect _ -> why + ": " + unless();
            case LockFinding.Kept _ -> "kept because " + why;
            case LockFinding.Refused _ -> "never touched: " + why;
            case LockFinding.Breakable _ ->
                    switch (decision) {
                        case LockDecision.Break _, LockDecision.Confirm _ ->
                                affordable
                                        ? "to be broken in about "
                                                + breakIn().map(Spans::words).orElse("a look")
                                                + " if every look agrees: "
                                                + why
                                        : "to be broken, but a budget is spent: " + why;
                        case LockDecision.Abstain abstain ->
                                "only reported (" + abstain.reason() + "): " + why;
                    };
        };
    }

    private String unless() {
        String fate = acts() ? "broken" : "reported";
        LockTerm term = term();
        Duration left = term.limit().minus(term.elapsed());
        if (finding.verdict().equals("lease-running-out") && left.isPositive()) {
            return "may be "
                    + fate
                    + " in about "
                    + Spans.words(left)
                    + " unless it beats or works";
        }
        return "may be "
                + fate
                + " soon unless it works or is let go of"
                + finding.checks().reversed().stream()
                        .filter(check -> check.check().equals("progress"))
                        .map(check ->
                                " (progress: "
                                        + check.observed()
                                        + " of "
                                        + check.limit().orElse("")
                                        + ")")
                        .findFirst()
                        .orElse("");
    }

    private boolean acts() {
        return permission instanceof Permission.Granted
                && settings.owner().live() == Config.OwnerAction.BREAK;
    }
}
