package dev.sessionwatchdog.decision;

import dev.sessionwatchdog.finding.LockFinding;

/// What policy says about one lock.
public sealed interface LockDecision {

    LockFinding finding();

    /// Break it, after looking again.
    record Break(LockFinding.Breakable breakable) implements LockDecision {
        @Override
        public LockFinding finding() {
            return breakable;
        }
    }

    /// It will be broken when enough looks agree.
    record Confirm(LockFinding.Breakable breakable) implements LockDecision {
        @Override
        public LockFinding finding() {
            return breakable;
        }
    }

    /// Do nothing; worth saying once where there is a reason to say it.
    record Abstain(LockFinding finding, Decision.Verdict verdict, String reason, boolean alert)
            implements LockDecision {}
}
