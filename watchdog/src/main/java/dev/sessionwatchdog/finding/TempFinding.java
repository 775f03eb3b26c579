package dev.sessionwatchdog.finding;

import dev.sessionwatchdog.observation.CloseLook;
import dev.sessionwatchdog.observation.TempSeen;
import java.util.List;

/// What the rule `tmp.orphan` says about one temp, with everything it asked.
public sealed interface TempFinding {

    TempSeen seen();

    List<Check> checks();

    /// Over age, its writer gone, closed, and nothing beside it is in doubt.
    record Orphan(CloseLook.Looked look, Fate fate, boolean degraded, List<Check> checks)
            implements TempFinding {

        @Override
        public TempSeen seen() {
            return look.seen();
        }
    }

    /// Not yet: too young, or not watched for long enough. Not worth a line in the log.
    record Waiting(TempSeen seen, List<Check> checks) implements TempFinding {}

    /// Left alone, and why.
    record Kept(TempSeen seen, String reason, List<Check> checks) implements TempFinding {}

    /// Of a kind that is never touched.
    record Refused(TempSeen seen, String reason, List<Check> checks) implements TempFinding {}

    /// What an orphan is worth.
    enum Fate {
        /// A newer, whole target holds what it held.
        SUPERSEDED,
        /// That cannot be shown.
        DOUBTFUL
    }
}
