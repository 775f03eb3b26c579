package dev.sessionwatchdog.decision;

import dev.sessionwatchdog.decision.Decision.Verdict;
import dev.sessionwatchdog.finding.LegacyFinding;

/// What is to be done about the findings of the rule `store.legacy`.
///
/// @param permission whether anything may be done at all now
public record LegacyPolicy(Permission permission) {

    public LegacyDecision decide(LegacyFinding finding) {
        return switch (finding) {
            case LegacyFinding.Migratable migratable ->
                    switch (permission) {
                        case Permission.Granted _ -> new LegacyDecision.Migrate(migratable);
                        case Permission.Withheld withheld ->
                                new LegacyDecision.Abstain(
                                        finding,
                                        Verdict.REPORT,
                                        withheld.reason(),
                                        "it would be migrated");
                    };
            case LegacyFinding.Waiting _ ->
                    new LegacyDecision.Abstain(
                            finding, Verdict.WAIT, "not-yet", "it has to stand still first");
            case LegacyFinding.Kept kept ->
                    new LegacyDecision.Abstain(
                            finding, verdict(kept.reason()), kept.reason().words(), kept.words());
        };
    }

    private static Verdict verdict(LegacyFinding.Reason reason) {
        return switch (reason) {
            case NOT_OURS, FOREIGN_DIRECTORY -> Verdict.REFUSE;
            case NO_READER,
                    CONFIGURED_SINGLE_FILE,
                    SINGLE_FILE_BESIDE_DIRECTORY,
                    ROLLED_BACK,
                    GATEWAY_RUNS,
                    GATEWAY_UNSEEN,
                    TOO_LARGE,
                    SKIPPED_EMPTY,
                    SKIPPED_INVALID,
                    UNCLEAR ->
                    Verdict.KEEP;
        };
    }
}
