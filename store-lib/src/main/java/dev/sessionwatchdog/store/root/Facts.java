package dev.sessionwatchdog.store.root;

import java.time.Instant;
import java.util.Optional;

/// What the kernel said about one file at one moment, no link followed.
///
/// @param mode permission bits only, `07777`
/// @param links hard links
/// @param mountPoint true when something is mounted there; what cannot be known counts as false,
///   and the device number is compared in any case
public record Facts(
        FileType type,
        long device,
        long inode,
        long size,
        Instant mtime,
        Instant ctime,
        Optional<Instant> btime,
        int mode,
        int uid,
        int gid,
        int links,
        boolean mountPoint) {

    public Identity identity() {
        return new Identity(device, inode, size, mtime, ctime);
    }

    /// The same object on disk, whatever happened to its content and times.
    public boolean sameFile(Facts other) {
        return device == other.device && inode == other.inode;
    }
}
