package dev.sessionwatchdog.doctor;

import java.util.Locale;
import java.util.Set;

/// What a file system can do for us, by the kernel's name for it.
enum FileSystemKind {
    /// Local, exchanges two names in one step, and its leases tell who has a file open.
    WHOLE,
    /// Local and whole, but what is written to it ends with a container.
    OVERLAY,
    /// Other machines may use it too, so this kernel knows neither who has a file open nor of their
    /// changes.
    SHARED,
    /// Local, but not known to exchange names or to grant leases.
    POOR,
    UNKNOWN;

    private static final Set<String> KNOWN_WHOLE =
            Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "tmpfs");

    private static final Set<String> KNOWN_SHARED =
            Set.of(
                    "nfs",
                    "nfs4",
                    "cifs",
                    "smb3",
                    "smbfs",
                    "9p",
                    "virtiofs",
                    "vboxsf",
                    "vmhgfs",
                    "prl_fs",
                    "drvfs",
                    "afs",
                    "ceph",
                    "lustre",
                    "gpfs",
                    "gfs2",
                    "ocfs2",
                    "davfs",
                    "coda",
                    "acfs",
                    "orangefs",
                    "webdav",
                    "afpfs");

    private static final Set<String> KNOWN_POOR =
            Set.of("vfat", "msdos", "exfat", "ntfs", "ntfs3", "fuseblk", "hfs", "hfsplus", "udf");

    static FileSystemKind of(String type) {
        String name = type.toLowerCase(Locale.ROOT);
        if (KNOWN_WHOLE.contains(name)) {
            return WHOLE;
        }
        if (name.equals("overlay") || name.equals("aufs")) {
            return OVERLAY;
        }
        if (KNOWN_SHARED.contains(name) || name.equals("fuse") || name.startsWith("fuse.")) {
            return SHARED;
        }
        return KNOWN_POOR.contains(name) ? POOR : UNKNOWN;
    }
}
