package dev.sessionwatchdog.store.root;

import java.util.Optional;

/// Whether a kernel lease tells here who has a file open.
///
/// Only local file systems qualify: elsewhere another machine may have the file open, which this
/// kernel does not know. The numbers are those of statfs(2).
final class LeaseSupport {

    private LeaseSupport() {}

    /// Why it does not; empty when it does.
    static Optional<String> doubt(LinuxCalls calls, int fd) {
        Optional<String> doubt = notLocal(calls, fd);
        return doubt.isPresent() ? doubt : SigioIgnored.DOUBT;
    }

    /// Why a file may be open or renamed without this kernel's knowledge; empty when it cannot.
    static Optional<String> notLocal(LinuxCalls calls, int fd) {
        long type = calls.fileSystemType(fd);
        if (type < 0) {
            return Optional.of("the file system is unknown: " + Errno.text((int) type));
        }
        return local(type)
                ? Optional.empty()
                : Optional.of(
                        "no local file system that we know: type 0x" + Long.toHexString(type));
    }

    private static boolean local(long type) {
        return type == 0xef53L // ext2, ext3, ext4
                || type == 0x58465342L // xfs
                || type == 0x9123683eL // btrfs
                || type == 0x01021994L // tmpfs
                || type == 0x794c7630L; // overlay
    }
}
