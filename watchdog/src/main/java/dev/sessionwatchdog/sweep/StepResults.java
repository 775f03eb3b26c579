package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.Tally;
import dev.sessionwatchdog.action.Waits;
import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.observation.StoreObservation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What each step of one sweep came to, from which its record is made.
///
/// @param rest for how long no act goes on, because what went is still being paid
record StepResults(
        List<StoreObservation> stores,
        TempTriage triage,
        LockSummary broken,
        LegacySummary migrated,
        Tally reaped,
        Waits waits,
        Duration rest) {

    SweepRecord record(String id, Config.Tmp settings, Optional<String> blind, Duration took) {
        Map<String, Integer> eras = new TreeMap<>();
        for (StoreObservation store : stores) {
            eras.merge(store.era().word(), 1, Integer::sum);
        }
        int left = settings.enabled() ? triage.beyondBudget() + beyondBound(stores) : 0;
        Tally tally = reaped.plus(broken.tally()).plus(migrated.tally());
        return new SweepRecord(
                id,
                stores.size(),
                eras,
                triage.waiting(),
                triage.unconfirmed(),
                triage.due(),
                triage.kept() + broken.kept(),
                left + broken.left() + migrated.left(),
                triage.undecided(),
                tally,
                broken,
                migrated,
                blind,
                took,
                waits,
                rest,
                next(left, settings.confirmGap()));
    }

    /// Names that the bound of one look did not let us see.
    static int beyondBound(List<StoreObservation> stores) {
        return stores.stream().mapToInt(StoreObservation::beyondBound).sum();
    }

    /// What was left is gone on with as soon as the pace allows, but only as long as that gets
    /// anywhere.
    private Optional<Duration> next(int left, Duration confirmGap) {
        if (broken.more() && broken.tally().applied() > 0) {
            return Optional.of(Duration.ZERO);
        }
        if (left > 0 && (reaped.applied() > 0 || !rest.isZero())) {
            return Optional.of(rest);
        }
        Optional<Duration> temps = triage.undecided() ? Optional.of(confirmGap) : triage.next();
        return Stream.concat(temps.stream(), migrated.next().stream()).min(Duration::compareTo);
    }
}
