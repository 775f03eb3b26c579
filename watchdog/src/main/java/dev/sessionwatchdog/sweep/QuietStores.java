package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.observation.Basis;
import dev.sessionwatchdog.observation.Observer;
import dev.sessionwatchdog.observation.StoreObservation;
import dev.sessionwatchdog.store.root.DirectoryTimes;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.Moment;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Which stores of a root a sweep need not list again (decision record 0018): those in which
/// nothing waits for another look, while no directory that tells of them has changed.
///
/// What stands in a store, a temp or a lock, an index that may be damaged, is looked at as ever: an
/// unchanged directory proves the names in it, not what they stand for. Nothing is held for a live
/// file.
final class QuietStores implements Closeable {

    /// However quiet a root is, everything is listed this often.
    static final Duration LIST_ALL = Duration.ofMinutes(30);

    /// A directory whose times are closer to the moment of the look than this may change again
    /// without a sign: more than the coarsest stamps that we know (2 s) and than a step of the
    /// clock that goes unnoticed (2 s).
    static final Duration GRAIN = Duration.ofSeconds(3);

    /// The owner of a directory on the way to the stores.
    private static final int WAY = -1;

    private static final int NOBODY = -2;

    private final Root root;
    private final Observer observer;
    private DirectoryTimes times;
    private int[] owners = new int[64];
    private int known;
    private final List<Place> stores = new ArrayList<>();
    private final Set<Place> active = new HashSet<>();
    private Optional<Moment> listed = Optional.empty();
    private boolean racy;
    private boolean migrationRuns;
    private long epoch;

    QuietStores(Root root, Observer observer) {
        this.root = root;
        this.observer = observer;
        this.times = root.times();
    }

    @Override
    public void close() {
        times.close();
    }

    /// From now on everything is listed, until it was.
    void forget() {
        listed = Optional.empty();
    }

    /// Everything is about to be listed.
    void begin() {
        forget();
        times.close();
        times = root.times();
        known = 0;
        stores.clear();
        active.clear();
        racy = false;
    }

    /// A directory on the way to the stores, before it was listed.
    ///
    /// @param now from before that
    void passed(Place place, Facts before, Instant now) {
        racy |= isRacy(before, now);
        add(place, before, WAY);
    }

    /// A store was looked at, by a sweep that began at `now`.
    ///
    /// @param waits whether something in it wants another look whatever its directories say
    void observed(StoreObservation seen, Predicate<StoreObservation> waits, Instant now) {
        Place store = seen.store();
        if (waits.test(seen) || seen.basis().stream().anyMatch(it -> isRacy(it.before(), now))) {
            active.add(store);
            return;
        }
        active.remove(store);
        stores.add(store);
        for (Basis directory : seen.basis()) {
            add(directory.place(), directory.before(), stores.size() - 1);
        }
    }

    /// A store that is there and could not be looked at.
    void notObserved(Place store) {
        active.add(store);
    }

    /// Everything was listed.
    void settle(Moment began, long attention) throws IOException {
        migrationRuns = observer.hasMigrationRuns();
        epoch = attention;
        boolean asked = !root.assurance().degraded() && !racy;
        listed = asked ? Optional.of(began) : Optional.empty();
    }

    /// The stores that have to be looked at now.
    ///
    /// @param attention the epoch: after a gap, a resume or a step everything is listed
    /// @return empty if everything has to be listed
    Optional<Set<Place>> toLookAt(Moment now, long attention) throws IOException {
        boolean stands =
                listed.filter(it -> now.since(it).compareTo(LIST_ALL) < 0).isPresent()
                        && attention == epoch
                        && observer.hasMigrationRuns() == migrationRuns;
        if (!stands) {
            return Optional.empty();
        }
        Set<Place> changed = new HashSet<>(active);
        for (int number = 0; number < known; number++) {
            int owner = owners[number];
            if (owner == NOBODY || times.stands(number)) {
                continue;
            }
            if (owner == WAY) {
                return Optional.empty();
            }
            changed.add(stores.get(owner));
            retire(owner);
        }
        return Optional.of(changed);
    }

    /// What it rests on is remembered anew when it was looked at.
    private void retire(int store) {
        active.add(stores.get(store));
        for (int number = 0; number < known; number++) {
            if (owners[number] == store) {
                owners[number] = NOBODY;
            }
        }
    }

    private void add(Place place, Facts before, int owner) {
        if (known == owners.length) {
            owners = Arrays.copyOf(owners, 2 * known);
        }
        owners[times.add(place, before)] = owner;
        known++;
    }

    private static boolean isRacy(Facts facts, Instant now) {
        Instant settled = now.minus(GRAIN);
        return !facts.mtime().isBefore(settled) || !facts.ctime().isBefore(settled);
    }

    /// Whether something in a store beside its index wants to be looked at in every sweep.
    static boolean waits(StoreObservation seen) {
        return !seen.temps().isEmpty()
                || !seen.locks().isEmpty()
                || seen.beyondBound() > 0
                || seen.entries()
                || seen.era() == Era.UPGRADING;
    }
}
