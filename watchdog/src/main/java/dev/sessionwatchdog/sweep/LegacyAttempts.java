package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.store.migration.MigrationOutcome;
import dev.sessionwatchdog.store.root.Identity;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.time.Moment;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/// Which stores could not be migrated, and when to try them again: once the index is another one,
/// or some time has passed.
final class LegacyAttempts {

    /// A disk that was full and a store of an odd kind are looked at again after this.
    static final Duration BACK_OFF = Duration.ofHours(1);

    /// What was in the way by chance may be gone sooner.
    static final Duration SHORTLY = Duration.ofMinutes(10);

    private final Map<Place, Attempt> attempts = new HashMap<>();

    private record Attempt(Identity index, Moment at, Duration backOff) {}

    boolean mayTry(Place store, Identity index, Moment now) {
        Attempt last = attempts.get(store);
        return last == null
                || !last.index.equals(index)
                || now.since(last.at).compareTo(last.backOff) >= 0;
    }

    void note(Place store, Identity index, Moment now, MigrationOutcome outcome) {
        switch (outcome) {
            case MigrationOutcome.Migrated _,
                    MigrationOutcome.Merged _,
                    MigrationOutcome.RolledBack _,
                    MigrationOutcome.PutBack _,
                    MigrationOutcome.Abandoned _,
                    MigrationOutcome.NothingToDo _ ->
                    attempts.remove(store);
            case MigrationOutcome.Overtaken _ -> overtaken(store, index, now);
            case MigrationOutcome.Refused _,
                    MigrationOutcome.Failed _,
                    MigrationOutcome.Indeterminate _ ->
                    failed(store, index, now);
        }
    }

    /// What is in the way again and again is not met with a new copy each time: the wait doubles.
    private void overtaken(Place store, Identity index, Moment now) {
        Attempt last = attempts.get(store);
        Duration wait =
                last != null && last.index.equals(index) ? last.backOff.multipliedBy(2) : SHORTLY;
        attempts.put(
                store, new Attempt(index, now, wait.compareTo(BACK_OFF) < 0 ? wait : BACK_OFF));
    }

    /// It may be tried again shortly.
    void putOff(Place store, Identity index, Moment now) {
        attempts.put(store, new Attempt(index, now, SHORTLY));
    }

    void failed(Place store, Identity index, Moment now) {
        attempts.put(store, new Attempt(index, now, BACK_OFF));
    }

    /// Forgets all but these.
    void keep(Predicate<Place> stores) {
        attempts.keySet().removeIf(stores.negate());
    }
}
