package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.root.Place;
import java.io.IOException;

/// The directory store that was open is gone, and a single file holds the sessions now: somebody
/// rolled a migration back. Open the store again.
public final class StoreMovedException extends IOException {

    private static final long serialVersionUID = 1L;

    StoreMovedException(Place sessions) {
        super(sessions + ": sessions.d is gone and sessions.json is there; open the store again");
    }
}
