package dev.sessionwatchdog.action;

import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Identity;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.time.Moment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// Files on which an act has failed, and how long they are left alone now: longer with each time. A
/// file that another program does not let go (S82) or a directory that cannot be written costs a
/// few events that way, and not a few with every sweep.
public final class Resting {

    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    /// The oldest goes first; whatever is forgotten is only tried a little early.
    private static final int MOST = 4_096;

    private final Map<Place, Rest> rests = new LinkedHashMap<>();

    private record Rest(Identity identity, Moment since, Duration duration) {}

    /// An act on this file has failed.
    void failed(Place place, Facts facts, Moment now) {
        Rest before = rests.remove(place);
        Duration longer =
                before != null && before.identity().equals(facts.identity())
                        ? before.duration().multipliedBy(2)
                        : FIRST;
        if (rests.size() >= MOST) {
            rests.remove(rests.keySet().iterator().next());
        }
        rests.put(
                place,
                new Rest(facts.identity(), now, longer.compareTo(LONGEST) < 0 ? longer : LONGEST));
    }

    /// Whether it is to be left alone for now; another file of that name is not.
    public boolean holds(Place place, Facts facts, Moment now) {
        Rest rest = rests.get(place);
        return rest != null
                && rest.identity().equals(facts.identity())
                && now.since(rest.since()).compareTo(rest.duration()) < 0;
    }
}
