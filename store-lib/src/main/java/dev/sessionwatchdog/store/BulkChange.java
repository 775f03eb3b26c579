package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.key.SessionKey;
import java.util.Optional;

/// What becomes of each session's entry.
@FunctionalInterface
public interface BulkChange {

    /// Is called at least once for each session, and again for one that is to be written.
    ///
    /// @return as it shall be; empty to have none
    Optional<Entry> apply(SessionKey key, Entry entry);
}
