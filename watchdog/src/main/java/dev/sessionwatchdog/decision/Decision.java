package dev.sessionwatchdog.decision;

import dev.sessionwatchdog.finding.TempFinding;

/// What policy says about one finding.
public sealed interface Decision {

    TempFinding finding();

    /// Act on it, after looking again.
    record Reap(TempFinding.Orphan orphan, Disposal disposal) implements Decision {
        @Override
        public TempFinding finding() {
            return orphan;
        }
    }

    /// Do nothing, and say so once.
    record Abstain(TempFinding finding, Verdict verdict, String reason) implements Decision {}

    /// How an orphan goes.
    enum Disposal {
        DELETE,
        QUARANTINE
    }

    /// The event schema's verdicts for what is not acted on.
    enum Verdict {
        KEEP,
        WAIT,
        REFUSE,
        REPORT
    }
}
