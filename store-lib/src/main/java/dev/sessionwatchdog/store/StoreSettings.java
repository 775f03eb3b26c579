package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.key.Layout;

/// How a store is read and written.
///
/// @param directoriesAreRead that the program to which the store belongs is known to read
///   directories: then a directory holds the truth even beside a single file and without a manifest
public record StoreSettings(Layout layout, StoreLimits limits, boolean directoriesAreRead) {

    /// Encoded names, default limits; a single file beside a directory without manifest wins.
    public static final StoreSettings DEFAULT =
            new StoreSettings(Layout.ENTRIES_ENCODED, StoreLimits.DEFAULT, false);
}
