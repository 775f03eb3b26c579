package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.observation.Observer;
import dev.sessionwatchdog.store.root.Place;
import java.util.LinkedHashMap;
import java.util.Map;

/// What was last said of each thing, so that the log has one line per change of verdict and not one
/// per look. What is forgotten for want of room is said again.
final class Told {

    private static final int REMEMBERED = Observer.MAX_TEMPS + 4_096;

    private final Map<Place, String> last =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Place, String> eldest) {
                    return size() > REMEMBERED;
                }
            };

    /// Whether this is another verdict than the last one for this thing; remembers it.
    boolean isNew(Place about, String verdict) {
        return !verdict.equals(last.put(about, verdict));
    }

    /// Whether anything was said of this thing.
    boolean has(Place about) {
        return last.containsKey(about);
    }

    /// Whether something had been said of this thing, which is now over; forgets it.
    boolean isOver(Place about) {
        return last.remove(about) != null;
    }
}
