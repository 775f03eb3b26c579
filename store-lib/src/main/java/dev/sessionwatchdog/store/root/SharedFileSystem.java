package dev.sessionwatchdog.store.root;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// File systems by which other machines may change files without this kernel's knowledge: network
/// file systems, and those by which a virtual machine sees its host's (virtiofs, 9p and the like;
/// also what WSL shows of Windows). What is behind FUSE cannot be known, so it counts as one.
final class SharedFileSystem {

    /// Numbers of statfs(2) and `<linux/magic.h>`.
    private static final Map<Long, String> TYPES =
            Map.ofEntries(
                    Map.entry(0x6969L, "NFS"),
                    Map.entry(0x517bL, "SMB"),
                    Map.entry(0xff534d42L, "SMB (cifs)"),
                    Map.entry(0xfe534d42L, "SMB"),
                    Map.entry(0x65735546L, "FUSE or virtiofs"),
                    Map.entry(0x01021997L, "9p"),
                    Map.entry(0x00c36400L, "Ceph"),
                    Map.entry(0x5346414fL, "AFS"),
                    Map.entry(0x6b414653L, "AFS"),
                    Map.entry(0x73757245L, "Coda"),
                    Map.entry(0x0bd00bd0L, "Lustre"),
                    Map.entry(0x01161970L, "GFS2"),
                    Map.entry(0x7461636fL, "OCFS2"),
                    Map.entry(0x786f4256L, "VirtualBox's shared folders"),
                    Map.entry(0xbacbacbcL, "VMware's shared folders"));

    /// As mount(8) and the JDK call them.
    private static final Set<String> NAMES =
            Set.of(
                    "nfs",
                    "nfs4",
                    "cifs",
                    "smb",
                    "smb2",
                    "smb3",
                    "smbfs",
                    "9p",
                    "virtiofs",
                    "ceph",
                    "afs",
                    "coda",
                    "lustre",
                    "gfs2",
                    "ocfs2",
                    "gpfs",
                    "vboxsf",
                    "vmhgfs",
                    "drvfs",
                    "davfs",
                    "webdav",
                    "afpfs",
                    "fuse",
                    "fuseblk",
                    "macfuse",
                    "osxfuse");

    private SharedFileSystem() {}

    static Optional<String> ofType(long type) {
        return Optional.ofNullable(TYPES.get(type & 0xffff_ffffL));
    }

    static Optional<String> named(String type) {
        String name = type.toLowerCase(Locale.ROOT);
        return NAMES.contains(name) || name.startsWith("fuse.")
                ? Optional.of(type)
                : Optional.empty();
    }
}
