package dev.sessionwatchdog.decision;

import dev.sessionwatchdog.finding.LegacyFinding;

/// What policy says about one legacy store.
public sealed interface LegacyDecision {

    LegacyFinding finding();

    /// Migrate it, looking again before each step.
    record Migrate(LegacyFinding.Migratable migratable) implements LegacyDecision {
        @Override
        public LegacyFinding finding() {
            return migratable;
        }
    }

    /// Do nothing; worth saying once unless it only waits.
    ///
    /// @param reason stable, in a few words
    /// @param words what a person has to know besides
    record Abstain(LegacyFinding finding, Decision.Verdict verdict, String reason, String words)
            implements LegacyDecision {}
}
