package dev.sessionwatchdog.store;

/// How much of a store is ever read or written at once.
///
/// @param maxEntryBytes of one entry, and of one key record
/// @param maxSessions how many things of one store are looked at
/// @param maxFileBytes of a legacy store
public record StoreLimits(int maxEntryBytes, int maxSessions, long maxFileBytes) {

    /// 16 MiB an entry (in a real store of 80 MB with 650 sessions one has 126 kB on the average),
    /// 100,000 sessions, 1 GiB for a legacy store.
    public static final StoreLimits DEFAULT = new StoreLimits(16 << 20, 100_000, 1L << 30);

    public StoreLimits {
        if (maxEntryBytes < 1 || maxSessions < 1 || maxFileBytes < 1) {
            throw new IllegalArgumentException("a limit below 1");
        }
    }
}
