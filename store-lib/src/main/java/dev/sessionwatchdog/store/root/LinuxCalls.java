package dev.sessionwatchdog.store.root;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/// Linux system calls in Java's types.
///
/// Every call returns what the kernel does: a result, or the negative error number. One object owns
/// one set of buffers; its methods exclude each other.
///
/// Open for tests in which another party acts directly before a call.
class LinuxCalls {

    /// Enough for a few names of 255 bytes each.
    private static final int NAME_BYTES = 2048;

    /// A path that surely fits, whatever its characters are.
    static final int PATH_CHARACTERS = NAME_BYTES / 4;

    private static final int IO_BYTES = 64 * 1024;
    private static final int STATX_BYTES = 256;
    private static final int STATX_WANTED = 0xfff;

    /// `struct open_how`: flags, mode and resolve.
    private static final int OPEN_HOW_BYTES = 24;

    private static final int MAX_INTERRUPTIONS = 100;

    /// `struct statfs` where a `long` has 64 bits (asm-generic/statfs.h).
    private static final long STATFS_BLOCK = 8;

    private static final long STATFS_BLOCKS = 16;
    private static final long STATFS_AVAILABLE = 32;
    private static final long STATFS_FILES = 40;
    private static final long STATFS_FREE_FILES = 48;
    private static final long STATFS_FRAGMENT = 72;

    /// `<signal.h>`.
    private static final long SIG_DFL = 0;

    private static final long SIG_IGN = 1;

    private final Runnable answered;
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment state = arena.allocate(LinuxFunctions.STATE);
    private final MemorySegment first = arena.allocate(NAME_BYTES);
    private final MemorySegment second = arena.allocate(NAME_BYTES);
    private final MemorySegment structure = arena.allocate(STATX_BYTES, 8);
    private final MemorySegment io = arena.allocate(IO_BYTES);

    private int call(MemorySegment function, long a, long b, long c, long d) {
        return call(function, a, b, c, d, 0);
    }

    private int call(MemorySegment function, long a, long b) {
        return call(function, a, b, 0, 0, 0);
    }

    /// A function that answers an `int`, called again while a signal interrupts it. No list of
    /// arguments is made: a sweep calls by the hundred thousand.
    private int call(MemorySegment function, long a, long b, long c, long d, long e) {
        for (int tries = 0; ; tries++) {
            int result = once(function, a, b, c, d, e);
            if (result != -Errno.EINTR || tries == MAX_INTERRUPTIONS) {
                return result;
            }
        }
    }

    private int once(MemorySegment function, long a, long b, long c, long d, long e) {
        int result = (int) LinuxFunctions.call(function, state, a, b, c, d, e);
        return result >= 0 ? result : -state.get(JAVA_INT, LinuxFunctions.ERRNO);
    }

    /// A function that answers a number of bytes, called again while a signal interrupts it.
    private static int count(
            MemorySegment state, MemorySegment function, long a, long b, long c, long d) {
        for (int tries = 0; ; tries++) {
            long result = LinuxFunctions.call(function, state, a, b, c, d, 0);
            if (result >= 0) {
                return Math.toIntExact(result);
            }
            int errno = state.get(JAVA_INT, LinuxFunctions.ERRNO);
            if (errno != Errno.EINTR || tries == MAX_INTERRUPTIONS) {
                return -errno;
            }
        }
    }

    /// A name that is no text, which only an unpaired surrogate makes, stands for nothing on disk.
    private static MemorySegment put(MemorySegment into, String name) {
        if (isAscii(name)) {
            into.setString(0, name);
            return into;
        }
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name));
            int length = bytes.remaining();
            into.asSlice(0, length).copyFrom(MemorySegment.ofBuffer(bytes));
            into.set(JAVA_BYTE, length, (byte) 0);
            return into;
        } catch (CharacterCodingException noText) {
            throw new IllegalArgumentException("not the name of a file: '" + name + "'", noText);
        }
    }

    private static boolean isAscii(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }

    synchronized int openat(int directory, String name, int flags, int mode) {
        put(first, name);
        return call(LinuxFunctions.OPENAT, directory, first.address(), flags, mode);
    }

    /// Opens what a path of several names below a directory stands for: no link is followed, no
    /// mount point crossed and the directory not left (openat2(2), which the C library need not
    /// have).
    synchronized int openBelow(int directory, String path, int flags) {
        put(first, path);
        structure.set(JAVA_LONG, 0, flags);
        structure.set(JAVA_LONG, 8, 0);
        structure.set(JAVA_LONG, 16, LinuxFlags.RESOLVE_STRICTLY);
        return call(
                LinuxFunctions.SYSCALL,
                LinuxFlags.SYS_OPENAT2,
                directory,
                first.address(),
                structure.address(),
                OPEN_HOW_BYTES);
    }

    /// Opens an absolute path; only for the root itself.
    synchronized int open(String path, int flags) {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment text = own.allocateFrom(path);
            return call(LinuxFunctions.OPENAT, LinuxFlags.AT_FDCWD, text.address(), flags, 0);
        }
    }

    /// close(2): the descriptor is gone whatever it returns, so it is called once.
    synchronized void close(int fd) {
        once(LinuxFunctions.CLOSE, fd, 0, 0, 0, 0);
    }

    /// fsync(2), not repeated: a second try proves nothing. It may take long, so it excludes no
    /// other call: whoever beats must not wait for whoever syncs.
    int fsync(int fd) {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment ownState = own.allocate(LinuxFunctions.STATE);
            int result = (int) words(ownState, LinuxFunctions.FSYNC, fd);
            return result >= 0 ? result : -ownState.get(JAVA_INT, LinuxFunctions.ERRNO);
        }
    }

    /// At most one buffer full; 0 at the end.
    synchronized int pread(int fd, ByteBuffer into, long position) {
        long wanted = Math.min(into.remaining(), IO_BYTES);
        int count = count(state, LinuxFunctions.PREAD, fd, io.address(), wanted, position);
        if (count > 0) {
            into.put(io.asSlice(0, count).asByteBuffer());
        }
        return count;
    }

    /// Writes all that remains, in one call where the kernel takes it in one. Excludes no other
    /// call, as [#fsync].
    ///
    /// @return 0, or the error number, negative
    int writeFully(int fd, ByteBuffer content) {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment ownState = own.allocate(LinuxFunctions.STATE);
            MemorySegment bytes = own.allocate(Math.max(1, content.remaining()));
            MemorySegment all = bytes.asSlice(0, content.remaining());
            all.copyFrom(MemorySegment.ofBuffer(content));
            long done = 0;
            while (done < all.byteSize()) {
                MemorySegment rest = all.asSlice(done);
                int written =
                        count(
                                ownState,
                                LinuxFunctions.WRITE,
                                fd,
                                rest.address(),
                                rest.byteSize(),
                                0);
                if (written < 0) {
                    return written;
                }
                done += written;
                content.position(content.position() + written);
            }
            return 0;
        }
    }

    /// getdents64(2) into the caller's buffer; how many bytes of it are filled, 0 at the end.
    synchronized int getdents(int fd, MemorySegment into) {
        return count(state, LinuxFunctions.GETDENTS, fd, into.address(), into.byteSize(), 0);
    }

    /// statx(2) of a name, no link followed.
    StatxResult statx(int directory, Name name) {
        return statx(directory, name.value());
    }

    synchronized StatxResult statx(int directory, String path) {
        put(first, path);
        return statx(directory, LinuxFlags.AT_SYMLINK_NOFOLLOW);
    }

    /// statx(2) of an open file.
    synchronized StatxResult statx(int fd) {
        put(first, "");
        return statx(fd, LinuxFlags.AT_EMPTY_PATH);
    }

    private StatxResult statx(int fd, int flags) {
        int failed =
                call(
                        LinuxFunctions.STATX,
                        fd,
                        first.address(),
                        flags,
                        STATX_WANTED,
                        structure.address());
        return failed < 0 ? new StatxResult.Failed(failed) : StatxResult.read(structure);
    }

    /// `f_type` of fstatfs(2), which is the first word of the structure, or an error number.
    synchronized long fileSystemType(int fd) {
        int failed = call(LinuxFunctions.FSTATFS, fd, structure.address());
        return failed < 0 ? failed : structure.get(JAVA_LONG, 0) & 0xffffffffL;
    }

    /// fstatfs(2): what may be used without privileges, and all there is.
    ///
    /// @return empty if the call failed; `errno` is not told
    synchronized Optional<Space> space(int fd) {
        if (call(LinuxFunctions.FSTATFS, fd, structure.address()) < 0) {
            return Optional.empty();
        }
        long fragment = structure.get(JAVA_LONG, STATFS_FRAGMENT);
        long unit = fragment > 0 ? fragment : structure.get(JAVA_LONG, STATFS_BLOCK);
        return Optional.of(
                new Space(
                        structure.get(JAVA_LONG, STATFS_AVAILABLE) * unit,
                        structure.get(JAVA_LONG, STATFS_BLOCKS) * unit,
                        structure.get(JAVA_LONG, STATFS_FREE_FILES),
                        structure.get(JAVA_LONG, STATFS_FILES)));
    }

    /// fallocate(2) behind the end of a file, whose size stays.
    synchronized int reserve(int fd, long from, long bytes) {
        return call(LinuxFunctions.FALLOCATE, fd, LinuxFlags.FALLOC_FL_KEEP_SIZE, from, bytes);
    }

    /// ftruncate(2).
    synchronized int ftruncate(int fd, long size) {
        return call(LinuxFunctions.FTRUNCATE, fd, size);
    }

    int unlinkat(int directory, Name name, int flags) {
        return unlinkat(directory, name.value(), flags);
    }

    synchronized int unlinkat(int directory, String path, int flags) {
        put(first, path);
        return call(LinuxFunctions.UNLINKAT, directory, first.address(), flags, 0);
    }

    int mkdirat(int directory, Name name, int mode) {
        return mkdirat(directory, name.value(), mode);
    }

    synchronized int mkdirat(int directory, String path, int mode) {
        put(first, path);
        return call(LinuxFunctions.MKDIRAT, directory, first.address(), mode, 0);
    }

    synchronized int renameat2(int from, String name, int to, String as, int flags) {
        put(first, name);
        put(second, as);
        return call(LinuxFunctions.RENAMEAT2, from, first.address(), to, second.address(), flags);
    }

    /// Sets the time of the last change and leaves that of the last access, no link followed
    /// (utimensat(2), `UTIME_OMIT`).
    synchronized int utimensat(int directory, String path, Instant mtime) {
        put(first, path);
        putTimes(mtime);
        return call(
                LinuxFunctions.UTIMENSAT,
                directory,
                first.address(),
                structure.address(),
                LinuxFlags.AT_SYMLINK_NOFOLLOW);
    }

    /// Two `timespec`: of the last access, then of the last change.
    private void putTimes(Instant mtime) {
        structure.set(JAVA_LONG, 0, 0);
        structure.set(JAVA_LONG, 8, LinuxFlags.UTIME_OMIT);
        structure.set(JAVA_LONG, 16, mtime.getEpochSecond());
        structure.set(JAVA_LONG, 24, mtime.getNano());
    }

    /// Like [#utimensat], of an open file.
    synchronized int futimens(int fd, Instant mtime) {
        putTimes(mtime);
        return call(LinuxFunctions.FUTIMENS, fd, structure.address());
    }

    synchronized int flock(int fd, int operation) {
        return call(LinuxFunctions.FLOCK, fd, operation);
    }

    synchronized int fcntl(int fd, int command, int argument) {
        return call(LinuxFunctions.FCNTL, fd, command, argument, 0);
    }

    /// A write lock on the whole file that belongs to the open description (fcntl(2),
    /// `F_OFD_SETLK`; `l_pid` has to be 0).
    synchronized int lockWholeFile(int fd) {
        structure.asSlice(0, 32).fill((byte) 0);
        structure.set(JAVA_SHORT, 0, (short) LinuxFlags.F_WRLCK);
        return call(LinuxFunctions.FCNTL, fd, LinuxFlags.F_OFD_SETLK, structure.address(), 0);
    }

    synchronized int effectiveUser() {
        return call(LinuxFunctions.GETEUID, 0, 0);
    }

    synchronized void ignoreSignal(int signal) {
        once(LinuxFunctions.SIGNAL, signal, SIG_IGN, 0, 0, 0);
    }

    /// Whether sigaction(2) says that this process ignores the signal (the handler is the first
    /// word of the structure).
    synchronized boolean ignoresSignal(int signal) {
        structure.fill((byte) 0);
        int failed = call(LinuxFunctions.SIGACTION, signal, 0, structure.address(), 0);
        return failed == 0 && structure.get(JAVA_LONG, 0) == SIG_IGN;
    }

    /// Whether this process neither ignores the signal nor leaves it to its default; false also
    /// where that is not told.
    synchronized boolean handlesSignal(int signal) {
        structure.fill((byte) 0);
        int failed = call(LinuxFunctions.SIGACTION, signal, 0, structure.address());
        long handler = structure.get(JAVA_LONG, 0);
        return failed == 0 && handler != SIG_DFL && handler != SIG_IGN;
    }

    synchronized int signalMyself(int signal) {
        int self = (int) ProcessHandle.current().pid();
        return call(LinuxFunctions.KILL, self, signal);
    }
}
