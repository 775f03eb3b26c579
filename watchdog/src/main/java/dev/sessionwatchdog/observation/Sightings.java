package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Identity;
import dev.sessionwatchdog.store.root.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/// Since when each thing has been seen as it is now. What changed, what was not there at a look,
/// and everything after a gap in time starts anew.
public final class Sightings {

    private final Attention attention;
    private final Map<Place, First> firsts = new HashMap<>();
    private long look;

    public Sightings(Attention attention) {
        this.attention = attention;
    }

    /// Begins a look.
    public void beginLook() {
        look++;
    }

    /// Ends a look: what was not seen in it, of the stores that it looked at, is forgotten.
    public void endLook(Predicate<Place> lookedAt) {
        firsts.values().removeIf(first -> first.lastLook != look && lookedAt.test(first.store));
    }

    /// Notes that it is there, now, as it is.
    ///
    /// A change time later than the first sighting cannot be the same unchanged file, and is part
    /// of the identity anyhow.
    public Sighting see(Place store, Place place, Identity identity, Instant now) {
        First first = firsts.get(place);
        if (first == null
                || first.epoch != attention.epoch()
                || !first.identity.equals(identity)
                || identity.ctime().isAfter(first.wall)) {
            first = new First(store, identity, attention.epoch(), attention.attended(), now);
            firsts.put(place, first);
        }
        if (first.lastLook != look) {
            first.lastLook = look;
            first.looks++;
        }
        return new Sighting(first.looks, attention.attended().minus(first.attended));
    }

    /// How many things are remembered.
    public int size() {
        return firsts.size();
    }

    /// @param looks how many times it was seen like this
    /// @param watched for how long, on our own clock, without a gap
    public record Sighting(int looks, Duration watched) {}

    private static final class First {
        private final Place store;
        private final Identity identity;
        private final long epoch;
        private final Duration attended;
        private final Instant wall;
        private int looks;
        private long lastLook = -1;

        private First(Place store, Identity identity, long epoch, Duration attended, Instant wall) {
            this.store = store;
            this.identity = identity;
            this.epoch = epoch;
            this.attended = attended;
            this.wall = wall;
        }
    }
}
