package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Place;
import java.io.IOException;

/// Something that is never followed or touched, but said.
///
/// @param what in a few words, as in `symlink`
public record Oddity(Place place, String what) {

    private static final String UNREADABLE = "not readable: ";

    /// Something that is there and could not be looked at, this time.
    public static Oddity unreadable(Place place, IOException why) {
        return new Oddity(place, UNREADABLE + why.getClass().getSimpleName());
    }

    /// Whether another look may see more, although no name has changed.
    public boolean isUnreadable() {
        return what.startsWith(UNREADABLE);
    }
}
