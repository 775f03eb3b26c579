package dev.sessionwatchdog.store;

import java.util.Optional;

/// What becomes of a session's entry.
@FunctionalInterface
public interface EntryChange {

    /// May be called again with what another writer made of it meanwhile, so it should depend on
    /// nothing but what it is given.
    ///
    /// @param entry as it is; empty if there is none
    /// @return as it shall be; empty to have none
    Optional<Entry> apply(Optional<Entry> entry);
}
