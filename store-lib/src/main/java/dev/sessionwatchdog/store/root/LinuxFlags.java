package dev.sessionwatchdog.store.root;

/// The kernel's numbers. They are the same on every 64-bit architecture that is supported here, but
/// for two open flags that ARM numbers differently (`asm/fcntl.h`).
final class LinuxFlags {

    private static final boolean ARM = System.getProperty("os.arch", "").equals("aarch64");

    static final int AT_FDCWD = -100;
    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    static final int AT_REMOVEDIR = 0x200;
    static final int AT_NO_AUTOMOUNT = 0x800;
    static final int AT_EMPTY_PATH = 0x1000;

    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0x40;
    static final int O_EXCL = 0x80;
    static final int O_APPEND = 0x400;
    static final int O_NONBLOCK = 0x800;
    static final int O_DIRECTORY = ARM ? 0x4000 : 0x10000;
    static final int O_NOFOLLOW = ARM ? 0x8000 : 0x20000;
    static final int O_NOATIME = 0x40000;
    static final int O_CLOEXEC = 0x80000;
    static final int O_PATH = 0x200000;

    /// The same number on every architecture (`asm-generic/unistd.h`).
    static final int SYS_OPENAT2 = 437;

    /// `RESOLVE_NO_XDEV`, `RESOLVE_NO_MAGICLINKS`, `RESOLVE_NO_SYMLINKS`, `RESOLVE_BENEATH`.
    static final int RESOLVE_STRICTLY = 0x01 | 0x02 | 0x04 | 0x08;

    static final int RENAME_NOREPLACE = 1;
    static final int RENAME_EXCHANGE = 2;

    static final int FALLOC_FL_KEEP_SIZE = 1;

    static final long UTIME_OMIT = (1L << 30) - 2;

    static final int LOCK_EX = 2;
    static final int LOCK_NB = 4;
    static final int LOCK_UN = 8;

    static final int F_OFD_SETLK = 37;
    static final int F_SETLEASE = 1024;
    static final int F_WRLCK = 1;
    static final int F_UNLCK = 2;

    static final int SIGIO = 29;

    private LinuxFlags() {}

    static boolean supported() {
        String machine = System.getProperty("os.arch", "");
        return System.getProperty("os.name", "").equals("Linux")
                && (ARM || machine.equals("amd64") || machine.equals("riscv64"));
    }
}
