package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.Tally;
import dev.sessionwatchdog.finding.LegacyRule;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// What one sweep saw of legacy stores, and did.
///
/// @param standing how many there are
/// @param waiting those that only have to stand still for longer
/// @param left to be migrated, but over the bound of one sweep
/// @param next when the next of them may be ripe
public record LegacySummary(
        int standing, int waiting, int left, Optional<Duration> next, Tally tally) {

    static final LegacySummary NONE = new LegacySummary(0, 0, 0, Optional.empty(), Tally.NOTHING);

    LegacySummary plus(Tally more) {
        return new LegacySummary(standing, waiting, left, next, tally.plus(more));
    }

    /// What was seen, without what was done.
    LegacySummary asSeen() {
        return new LegacySummary(standing, waiting, 0, Optional.empty(), Tally.NOTHING);
    }

    /// The same, among all those that stood there when everything was looked at.
    LegacySummary among(LegacySummary all) {
        return new LegacySummary(Math.max(standing, all.standing), waiting, left, next, tally);
    }

    Map<String, Integer> byRule() {
        return tally.applied() == 0 ? Map.of() : Map.of(LegacyRule.ID, tally.applied());
    }
}
