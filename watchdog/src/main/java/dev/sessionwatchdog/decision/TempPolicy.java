package dev.sessionwatchdog.decision;

import dev.sessionwatchdog.config.Config.TmpAction;
import dev.sessionwatchdog.decision.Decision.Disposal;
import dev.sessionwatchdog.decision.Decision.Verdict;
import dev.sessionwatchdog.finding.TempFinding;

/// What is to be done about the findings of the rule `tmp.orphan`.
///
/// @param action as configured
/// @param permission whether anything may be done at all now
public record TempPolicy(TmpAction action, Permission permission) {

    public Decision decide(TempFinding finding) {
        return switch (finding) {
            case TempFinding.Orphan orphan -> decide(orphan);
            case TempFinding.Waiting _ -> new Decision.Abstain(finding, Verdict.WAIT, "not-yet");
            case TempFinding.Kept kept ->
                    new Decision.Abstain(finding, Verdict.KEEP, kept.reason());
            case TempFinding.Refused refused ->
                    new Decision.Abstain(finding, Verdict.REFUSE, refused.reason());
        };
    }

    private Decision decide(TempFinding.Orphan orphan) {
        return switch (permission) {
            case Permission.Granted _ ->
                    switch (action) {
                        case AUTO ->
                                switch (orphan.fate()) {
                                    case SUPERSEDED -> new Decision.Reap(orphan, Disposal.DELETE);
                                    case DOUBTFUL -> new Decision.Reap(orphan, Disposal.QUARANTINE);
                                };
                        case QUARANTINE -> new Decision.Reap(orphan, Disposal.QUARANTINE);
                        case DELETE -> new Decision.Reap(orphan, Disposal.DELETE);
                        case REPORT ->
                                new Decision.Abstain(orphan, Verdict.REPORT, "tmp.action: report");
                    };
            case Permission.Withheld withheld ->
                    new Decision.Abstain(orphan, Verdict.REPORT, withheld.reason());
        };
    }
}
