package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.observation.StoreObservation;
import dev.sessionwatchdog.store.root.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// In which stores of a root the gateway's own migration is not over. While it upgrades any, the
/// whole root is read-only for us.
final class Upgrades {

    private final Set<Place> upgrading = new HashSet<>();

    /// Whether we may act, by these stores and by what the others were when they were last seen.
    ///
    /// @param whole whether there are no others
    Permission guarded(List<StoreObservation> stores, boolean whole, Permission permission) {
        if (whole) {
            upgrading.clear();
        }
        for (StoreObservation store : stores) {
            if (store.era() == Era.UPGRADING) {
                upgrading.add(store.store());
            } else {
                upgrading.remove(store.store());
            }
        }
        return upgrading.isEmpty() ? permission : new Permission.Withheld("store.upgrading");
    }
}
