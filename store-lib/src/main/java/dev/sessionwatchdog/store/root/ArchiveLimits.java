package dev.sessionwatchdog.store.root;

/// How much an archive may hold; what holds more is refused whole.
///
/// @param archiveBytes of the archive itself
/// @param entries files and directories in it
/// @param entryBytes of one file, unpacked
/// @param totalBytes of all files, unpacked
/// @param depth elements of one name
public record ArchiveLimits(
        long archiveBytes, int entries, int entryBytes, long totalBytes, int depth) {

    /// 256 MiB packed, 512 MiB unpacked, 64 MiB a file, 50,000 entries, 32 directories deep.
    public static final ArchiveLimits DEFAULT =
            new ArchiveLimits(256L << 20, 50_000, 64 << 20, 512L << 20, 32);
}
