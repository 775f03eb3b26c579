package dev.sessionwatchdog.store.root;

/// How much room there is on a file system, as it is told to users without privileges.
///
/// @param freeFiles how many more files it can hold
/// @param totalFiles how many it can hold in all; 0 where it has no fixed number, or tells none
public record Space(long freeBytes, long totalBytes, long freeFiles, long totalFiles) {

    /// Where nothing is told about numbers of files.
    public Space(long freeBytes, long totalBytes) {
        this(freeBytes, totalBytes, 0, 0);
    }
}
