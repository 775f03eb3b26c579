package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.observation.Attention;
import dev.sessionwatchdog.observation.Observer;
import dev.sessionwatchdog.observation.Oddity;
import dev.sessionwatchdog.observation.StoreObservation;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.time.Moment;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The first step of a sweep: observes the stores that it is given, says once what is odd about
/// them, and notes which of them are quiet.
final class StoreLook {

    private final Observer observer;
    private final Attention attention;
    private final SettledIndex settled;
    private final Duration confirmGap;
    private final LegacyStores legacy;
    private final QuietStores quiet;
    private final ForensicLog log;
    private final Told told;
    private final SweepEvents events;
    private final Map<Place, Era> eras = new HashMap<>();

    StoreLook(
            SweepParts parts,
            LegacyStores legacy,
            QuietStores quiet,
            Told told,
            SweepEvents events) {
        this.observer = parts.observer();
        this.attention = parts.attention();
        this.settled = new SettledIndex(parts.closely());
        this.confirmGap = parts.settings().confirmGap();
        this.legacy = legacy;
        this.quiet = quiet;
        this.log = parts.log();
        this.told = told;
        this.events = events;
    }

    /// Observes these stores; one that cannot be is an oddity.
    ///
    /// @param oddities what was odd on the way to them
    /// @param whole whether there are no other stores
    List<StoreObservation> look(
            List<Place> places, List<Oddity> oddities, boolean whole, Moment now, String id)
            throws IOException {
        List<StoreObservation> stores = new ArrayList<>();
        if (whole) {
            observer.expect(places.size());
        }
        observer.beginLook();
        for (Place store : places) {
            try {
                StoreObservation seen = observer.observe(store, now.wall());
                stores.add(seen);
                quiet.observed(seen, it -> waits(it, now.wall()), now.wall());
                noteEra(store, seen.lockEra());
                oddities.addAll(seen.oddities());
            } catch (NoSuchFileException | RefusedException replaced) {
                // Whoever replaced it changed the way to it.
                quiet.forget();
                oddities.add(new Oddity(store, "replaced while it was looked at"));
            } catch (IOException unreadable) {
                quiet.notObserved(store);
                oddities.add(Oddity.unreadable(store, unreadable));
            }
        }
        if (whole) {
            eras.keySet().retainAll(Set.copyOf(places));
        }
        observer.endLook(whole ? _ -> true : Set.copyOf(places)::contains);
        for (Oddity oddity : oddities) {
            if (told.isNew(oddity.place(), oddity.what())) {
                log.append(events.oddity(oddity, id));
            }
        }
        return stores;
    }

    /// Which era the locks of a store were of when it was last looked at; empty if it never was.
    Optional<Era> era(Place store) {
        return Optional.ofNullable(eras.get(store));
    }

    /// Another era may say something about other stores, too.
    private void noteEra(Place store, Era era) {
        Era before = eras.put(store, era);
        if (before != null && before != era) {
            quiet.forget();
        }
    }

    /// Whether a store is to be looked at in every sweep.
    private boolean waits(StoreObservation seen, Instant now) {
        Duration gap = attention.required(confirmGap);
        return QuietStores.waits(seen)
                || told.has(seen.store().child("sessions.json"))
                || legacy.waitsFor(seen)
                || !settled.isSettled(seen, gap, now);
    }
}
