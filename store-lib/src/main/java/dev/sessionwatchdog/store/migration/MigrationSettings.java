package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.key.Layout;

/// How a store is migrated.
///
/// @param maxFileBytes a larger single file is refused
/// @param maxSessions a store of more sessions is refused; their keys are held in memory
/// @param maxEntryBytes a store with a larger entry is refused; one entry at a time is in memory
/// @param directoriesAreRead that the gateway to which the store belongs is known to read
///   directories: then a directory holds the truth even beside a single file and without a manifest
/// @param gatewayLock whether gateways of this era write the single file under
///   `sessions.json.lock`; then the steps that they could see are done under it
public record MigrationSettings(
        Layout layout,
        long maxFileBytes,
        int maxSessions,
        int maxEntryBytes,
        boolean directoriesAreRead,
        boolean gatewayLock) {

    /// Encoded names, 1 GiB, 100,000 sessions, 16 MiB an entry, no evidence of a reader, under the
    /// gateway's lock.
    public static final MigrationSettings DEFAULT =
            new MigrationSettings(Layout.ENTRIES_ENCODED, 1L << 30, 100_000, 16 << 20, false, true);

    MigrationSettings in(Layout other) {
        return new MigrationSettings(
                other, maxFileBytes, maxSessions, maxEntryBytes, directoriesAreRead, gatewayLock);
    }

    public MigrationSettings {
        if (maxFileBytes < 1 || maxSessions < 1 || maxEntryBytes < 1) {
            throw new IllegalArgumentException("a limit below 1");
        }
    }
}
