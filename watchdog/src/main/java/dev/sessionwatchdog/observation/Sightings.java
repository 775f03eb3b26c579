package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Identity;
import dev.sessionwatchdog.store.root.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Since when each thing has been seen as it is now. What changed, what was not there at a look,
/// and everything after a gap in time starts anew.
public final class Sightings {

    /// Kept free for indexes, which are looked at after the temps beside them.
    private static final int RESERVED = 12_000;

    private final Attention attention;
    private final SightingTable table = new SightingTable();
    private final Map<Place, Integer> numbers = new HashMap<>();
    private final List<Place> stores = new ArrayList<>();
    private long epoch;
    private int look;

    public Sightings(Attention attention) {
        this.attention = attention;
        this.epoch = attention.epoch();
    }

    /// Begins a look.
    public void beginLook() {
        look++;
    }

    /// Ends a look: what was not seen in it, of the stores that it looked at, is forgotten.
    public void endLook(Predicate<Place> lookedAt) {
        boolean[] asked = new boolean[stores.size()];
        for (int number = 0; number < asked.length; number++) {
            asked[number] = lookedAt.test(stores.get(number));
        }
        table.retain((store, lastLook) -> lastLook == look || !asked[store]);
        if (table.size() == 0) {
            numbers.clear();
            stores.clear();
        }
    }

    /// Notes that it is there, now, as it is.
    ///
    /// A change time later than the first sighting cannot be the same unchanged file: nothing is
    /// noted before the clock has reached it.
    public Sighting see(Place store, Place place, Identity identity, Instant now) {
        if (epoch != attention.epoch()) {
            epoch = attention.epoch();
            table.clear();
        }
        if (identity.ctime().isAfter(now)) {
            return Sighting.FIRST;
        }
        long attended = attention.attended().toNanos();
        int slot = table.note(place, identity, number(store), attended, look);
        return slot < 0
                ? Sighting.FIRST
                : new Sighting(
                        table.looks(slot), Duration.ofNanos(attended - table.attended(slot)));
    }

    private int number(Place store) {
        return numbers.computeIfAbsent(
                store,
                it -> {
                    stores.add(it);
                    return stores.size() - 1;
                });
    }

    /// Whether there is room for what a sweep does not take up. What finds no room starts anew at
    /// each look, and so waits.
    boolean hasRoomForMore() {
        return table.size() < SightingTable.MOST - RESERVED;
    }

    /// How many things are remembered.
    public int size() {
        return table.size();
    }

    /// @param looks how many times it was seen like this
    /// @param watched for how long, on our own clock, without a gap
    public record Sighting(int looks, Duration watched) {

        private static final Sighting FIRST = new Sighting(1, Duration.ZERO);
    }
}
