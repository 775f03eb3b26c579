package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.observation.LockName;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.time.Moment;
import java.util.Optional;

/// A trouble that the log tells of and does not say the end of.
///
/// @param path as the log writes it
public record Carried(String action, String incident, String path) {

    static final String BLIND = "visibility.lost";

    /// Lets those who told it wait for its end again.
    ///
    /// @param place what it is about
    void on(
            Place place,
            Blindness blindness,
            SweepEvents events,
            Told told,
            Optional<Locks> locks,
            Moment now) {
        switch (action) {
            case BLIND -> blindness.carry(incident);
            case "store.corrupt", "store.upgrading" -> {
                events.carry(place, incident);
                boolean _ = told.isNew(place, "told before the start");
            }
            default -> {
                Optional<LockName> lock =
                        place.isTop() ? Optional.empty() : LockName.recognise(place.name());
                if (lock.isPresent() && locks.isPresent()) {
                    locks.get().carry(place, lock.get(), incident, now);
                }
            }
        }
    }
}
