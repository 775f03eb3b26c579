package dev.sessionwatchdog.decision;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.config.Config.OwnerAction;
import dev.sessionwatchdog.decision.Decision.Verdict;
import dev.sessionwatchdog.finding.LockFinding;

/// What is to be done about the findings of the rules `lock.dead-owner` and `lock.lapsed`.
///
/// @param permission whether anything may be done at all now
public record LockPolicy(Config.Locks settings, Permission permission) {

    /// @param looks how many looks, far enough apart, agree with this finding
    public LockDecision decide(LockFinding finding, int looks) {
        return switch (finding) {
            case LockFinding.Breakable breakable -> decide(breakable, looks);
            case LockFinding.Held _ ->
                    new LockDecision.Abstain(finding, Verdict.WAIT, finding.verdict(), false);
            case LockFinding.Suspect _ ->
                    new LockDecision.Abstain(finding, Verdict.REPORT, finding.verdict(), true);
            case LockFinding.Kept kept ->
                    new LockDecision.Abstain(finding, Verdict.KEEP, kept.verdict(), kept.alert());
            case LockFinding.Refused refused ->
                    new LockDecision.Abstain(finding, Verdict.REFUSE, refused.verdict(), true);
        };
    }

    private LockDecision decide(LockFinding.Breakable breakable, int looks) {
        if (looks < settings.confirm()) {
            return new LockDecision.Confirm(breakable);
        }
        return switch (permission) {
            case Permission.Withheld withheld ->
                    new LockDecision.Abstain(breakable, Verdict.REPORT, withheld.reason(), false);
            case Permission.Granted _ ->
                    switch (action(breakable)) {
                        case BREAK -> new LockDecision.Break(breakable);
                        case REPORT ->
                                new LockDecision.Abstain(
                                        breakable, Verdict.REPORT, setting(breakable), true);
                    };
        };
    }

    private OwnerAction action(LockFinding.Breakable breakable) {
        return switch (breakable.ground()) {
            case DEAD_OWNER -> settings.owner().dead();
            case LAPSED -> settings.owner().live();
        };
    }

    private static String setting(LockFinding.Breakable breakable) {
        return switch (breakable.ground()) {
            case DEAD_OWNER -> "locks.owner.dead: report";
            case LAPSED -> "locks.owner.live: report";
        };
    }
}
