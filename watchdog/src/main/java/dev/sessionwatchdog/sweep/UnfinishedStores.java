package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.observation.StoreObservation;
import dev.sessionwatchdog.store.migration.MigrationRemains;
import dev.sessionwatchdog.store.migration.StoreNames;
import dev.sessionwatchdog.store.migration.StoreState;
import dev.sessionwatchdog.store.root.Identity;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.time.Moment;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Stores in which something of ours was interrupted and could not be brought to its end yet: it
/// goes on whatever shows that the gateway reads directories, because it is half done.
final class UnfinishedStores {

    /// What could not be read is tried again after this.
    private static final Duration RETRY = Duration.ofMinutes(10);

    private final Set<Place> stores = new LinkedHashSet<>();

    /// What was asked already, by what stood there then.
    private final Map<Place, Standing> asked = new HashMap<>();

    private final Map<Place, Moment> outOfReach = new HashMap<>();

    /// Of what is neither read nor hashed; a store in which all of this is the same stands as it
    /// did.
    private record Standing(
            Optional<Identity> index,
            boolean entries,
            boolean sealed,
            Set<String> staged,
            Set<String> shelved) {}

    void note(Place store, StoreState state) {
        if (isHalfDone(state)) {
            stores.add(store);
        } else {
            stores.remove(store);
        }
    }

    boolean contains(Place store) {
        return stores.contains(store);
    }

    /// What was known of a store is asked again.
    void forget(Place store) {
        asked.remove(store);
    }

    /// Forgets all but these.
    void keep(Predicate<Place> there) {
        asked.keySet().removeIf(there.negate());
        outOfReach.keySet().removeIf(there.negate());
    }

    /// Finds out how a store stands that is not simply in one of its forms, as far as that can be
    /// told without reading; it is read once for everything that this may change with.
    ///
    /// @throws IOException if it cannot be read; it is not tried again for a while
    void survey(StoreObservation seen, Migrations migrations, MigrationRemains remains, Moment now)
            throws IOException {
        Place store = seen.store();
        Standing standing =
                new Standing(
                        seen.index().map(known -> known.facts().identity()),
                        seen.entries(),
                        seen.sealed(),
                        remains.staged(store, StoreNames.DEFAULT),
                        remains.shelved(store, StoreNames.DEFAULT));
        Moment failed = outOfReach.get(store);
        if (standing.equals(asked.get(store))
                || (failed != null && now.since(failed).compareTo(RETRY) < 0)) {
            return;
        }
        try {
            if (isOdd(standing) || remains.hasCaptured(store, StoreNames.DEFAULT)) {
                note(store, migrations.looking(store).state(List.of()));
            }
        } catch (IOException unreadable) {
            outOfReach.put(store, now);
            throw unreadable;
        }
        asked.put(store, standing);
        outOfReach.remove(store);
    }

    private static boolean isOdd(Standing it) {
        if (it.entries) {
            return !it.sealed || it.index.isPresent();
        }
        return it.index.isEmpty() && !(it.staged.isEmpty() && it.shelved.isEmpty());
    }

    /// Whether a step was taken that has to be followed by another, whatever speaks for or against
    /// a migration now.
    static boolean isHalfDone(StoreState state) {
        return switch (state) {
            case StoreState.RollingBack _,
                    StoreState.Retiring _,
                    StoreState.RetireLeft _,
                    StoreState.Lost _ ->
                    true;
            case StoreState.Conflicting _,
                    StoreState.Mergeable _,
                    StoreState.StagedWhole _,
                    StoreState.StagedInPart _,
                    StoreState.InDirectory _,
                    StoreState.ForeignDirectory _,
                    StoreState.InSingleFile _,
                    StoreState.Absent _ ->
                    false;
        };
    }
}
