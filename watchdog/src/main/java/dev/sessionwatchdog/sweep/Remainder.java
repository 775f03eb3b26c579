package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.observation.Observer;
import dev.sessionwatchdog.observation.StoreObservation;
import dev.sessionwatchdog.observation.TempSeen;
import dev.sessionwatchdog.store.time.Moment;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a sweep found due and its budget did not allow. The next one, which follows at once, goes
/// on with it and does not list every directory again; each file is looked at closely all the same
/// before it is announced, and once more at the act.
///
/// @param stores all that the sweep saw
/// @param due what is left, confirmed by two looks
/// @param before what the sweep said that left it
/// @param epoch of our attention when it was seen
/// @param seen when that was
record Remainder(
        List<StoreObservation> stores,
        List<TempSeen> due,
        SweepRecord before,
        long epoch,
        Moment seen) {

    /// So long a store may have new locks and temps that only the watcher has told of.
    private static final Duration MOST = Duration.ofSeconds(30);

    /// What a triage has left; empty when that is nothing, or when it got nowhere.
    static Optional<Remainder> of(
            TempTriage triage,
            List<StoreObservation> stores,
            SweepRecord record,
            long epoch,
            Moment seen) {
        return triage.beyondBudget() > 0 && record.tally().applied() > 0
                ? Optional.of(new Remainder(stores, triage.left(), record, epoch, seen))
                : Optional.empty();
    }

    /// Whether nothing has happened that asks for a new look: no gap in our attention, no sign of
    /// another era in any store.
    boolean stands(Moment now, long epochNow, Observer observer) {
        if (epochNow != epoch || now.since(seen).compareTo(MOST) > 0) {
            return false;
        }
        try {
            for (StoreObservation store : stores) {
                if (!observer.isOfTheSameEra(store)) {
                    return false;
                }
            }
            return true;
        } catch (IOException outOfReach) {
            return false;
        }
    }
}
