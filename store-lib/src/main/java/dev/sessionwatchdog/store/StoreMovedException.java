package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.root.Place;
import java.io.IOException;

/// The directory store that was open does not hold the sessions any more, a single file does:
/// somebody rolled a migration back. Open the store again.
public final class StoreMovedException extends IOException {

    private static final long serialVersionUID = 1L;

    StoreMovedException(Place sessions) {
        super(
                sessions
                        + ": sessions.json holds the sessions now, not sessions.d; open the store again");
    }
}
