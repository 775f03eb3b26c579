package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.observation.StoreObservation;
import dev.sessionwatchdog.store.migration.StoreState;
import dev.sessionwatchdog.store.root.Identity;
import dev.sessionwatchdog.store.root.Place;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Stores in which something of ours was interrupted and could not be brought to its end yet: it
/// goes on whatever shows that the gateway reads directories, because it is half done.
final class UnfinishedStores {

    private final Set<Place> stores = new LinkedHashSet<>();

    /// What was asked already, by the index that stood there then.
    private final Map<Place, Optional<Identity>> asked = new HashMap<>();

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

    /// Finds out how a store stands that has a directory which is not simply in force; it is read
    /// once for every index beside it.
    void survey(StoreObservation store, Migrations migrations) throws IOException {
        boolean odd = store.entries() && (!store.sealed() || store.index().isPresent());
        Optional<Identity> index = store.index().map(known -> known.facts().identity());
        if (odd && !index.equals(asked.put(store.store(), index))) {
            note(store.store(), migrations.looking(store.store()).state(List.of()));
        }
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
