package dev.sessionwatchdog.store.root;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Linux system calls in Java's types.
///
/// Every call returns what the kernel does: a result, or the negative error number. Calls of
/// different threads do not wait for each other: any of them may take long (a sync, the end of a
/// file of many pieces, a disk that hangs), and whoever beats must not wait for it.
///
/// Open for tests in which another party acts directly before a call.
class LinuxCalls {

    /// A path that surely fits, whatever its characters are.
    static final int PATH_CHARACTERS = LinuxCall.NAME_BYTES / 4;

    private static final int STATX_WANTED = 0xfff;

    /// `struct open_how`: flags, mode and resolve.
    private static final int OPEN_HOW_BYTES = 24;

    /// `struct statfs` where a `long` has 64 bits (asm-generic/statfs.h).
    private static final long STATFS_BLOCK = 8;

    private static final long STATFS_BLOCKS = 16;
    private static final long STATFS_AVAILABLE = 32;
    private static final long STATFS_FILES = 40;
    private static final long STATFS_FREE_FILES = 48;
    private static final long STATFS_FRAGMENT = 72;

    /// Memory kept for as many calls at once; more have theirs for one call.
    private static final int MOST_IDLE = 8;

    private final Runnable answered;
    private final Deque<LinuxCall> idle = new ArrayDeque<>();

    LinuxCalls() {
        this(() -> {});
    }

    /// @param answered runs whenever the kernel has answered a call, in the thread that made it
    LinuxCalls(Runnable answered) {
        this.answered = answered;
    }

    /// Memory for one call, to be closed when its answer was read.
    LinuxCall call() {
        synchronized (idle) {
            if (!idle.isEmpty()) {
                return idle.pop();
            }
        }
        return new LinuxCall(answered, this::ended);
    }

    private void ended(LinuxCall call) {
        synchronized (idle) {
            if (idle.size() < MOST_IDLE) {
                idle.push(call);
            }
        }
    }

    int openat(int directory, String name, int flags, int mode) {
        try (LinuxCall call = call()) {
            return call.of(LinuxFunctions.OPENAT, directory, call.first(name), flags, mode);
        }
    }

    /// Opens what a path of several names below a directory stands for: no link is followed, no
    /// mount point crossed and the directory not left (openat2(2), which the C library need not
    /// have).
    int openBelow(int directory, String path, int flags) {
        try (LinuxCall call = call()) {
            MemorySegment how = call.structure;
            how.set(JAVA_LONG, 0, flags);
            how.set(JAVA_LONG, 8, 0);
            how.set(JAVA_LONG, 16, LinuxFlags.RESOLVE_STRICTLY);
            return call.of(
                    LinuxFunctions.SYSCALL,
                    LinuxFlags.SYS_OPENAT2,
                    directory,
                    call.first(path),
                    how.address(),
                    OPEN_HOW_BYTES);
        }
    }

    /// Opens an absolute path; only for the root itself.
    int open(String path, int flags) {
        try (LinuxCall call = call();
                Arena own = Arena.ofConfined()) {
            MemorySegment text = own.allocateFrom(path);
            return call.of(LinuxFunctions.OPENAT, LinuxFlags.AT_FDCWD, text.address(), flags, 0);
        }
    }

    /// close(2): the descriptor is gone whatever it returns, so it is called once.
    void close(int fd) {
        try (LinuxCall call = call()) {
            call.once(LinuxFunctions.CLOSE, fd, 0, 0, 0, 0);
        }
    }

    /// fsync(2), not repeated: a second try proves nothing.
    int fsync(int fd) {
        try (LinuxCall call = call()) {
            return call.once(LinuxFunctions.FSYNC, fd, 0, 0, 0, 0);
        }
    }

    /// At most one buffer full; 0 at the end.
    int pread(int fd, ByteBuffer into, long position) {
        long wanted = Math.min(into.remaining(), LinuxCall.IO_BYTES);
        try (LinuxCall call = call()) {
            int count = call.count(LinuxFunctions.PREAD, fd, call.io.address(), wanted, position);
            if (count > 0) {
                into.put(call.io.asSlice(0, count).asByteBuffer());
            }
            return count;
        }
    }

    /// Writes all that remains, in one call where the kernel takes it in one.
    ///
    /// @return 0, or the error number, negative
    int writeFully(int fd, ByteBuffer content) {
        try (LinuxCall call = call();
                Arena own = Arena.ofConfined()) {
            int size = content.remaining();
            MemorySegment bytes = size <= LinuxCall.IO_BYTES ? call.io : own.allocate(size);
            MemorySegment all = bytes.asSlice(0, size);
            all.copyFrom(MemorySegment.ofBuffer(content));
            long done = 0;
            while (done < all.byteSize()) {
                MemorySegment rest = all.asSlice(done);
                int written =
                        call.count(LinuxFunctions.WRITE, fd, rest.address(), rest.byteSize(), 0);
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
    int getdents(int fd, MemorySegment into) {
        try (LinuxCall call = call()) {
            return call.count(LinuxFunctions.GETDENTS, fd, into.address(), into.byteSize(), 0);
        }
    }

    /// statx(2) of a name, no link followed.
    StatxResult statx(int directory, Name name) {
        return statx(directory, name.value());
    }

    StatxResult statx(int directory, String path) {
        return statx(directory, path, LinuxFlags.AT_SYMLINK_NOFOLLOW);
    }

    /// statx(2) of an open file.
    StatxResult statx(int fd) {
        return statx(fd, "", LinuxFlags.AT_EMPTY_PATH);
    }

    private StatxResult statx(int fd, String path, int flags) {
        try (LinuxCall call = call()) {
            int failed =
                    call.of(
                            LinuxFunctions.STATX,
                            fd,
                            call.first(path),
                            flags,
                            STATX_WANTED,
                            call.structure.address());
            return failed < 0 ? new StatxResult.Failed(failed) : call.statx();
        }
    }

    /// `f_type` of fstatfs(2), which is the first word of the structure, or an error number.
    long fileSystemType(int fd) {
        try (LinuxCall call = call()) {
            int failed = call.of(LinuxFunctions.FSTATFS, fd, call.structure.address());
            return failed < 0 ? failed : call.structure.get(JAVA_LONG, 0) & 0xffffffffL;
        }
    }

    /// fstatfs(2): what may be used without privileges, and all there is.
    ///
    /// @return empty if the call failed; `errno` is not told
    Optional<Space> space(int fd) {
        try (LinuxCall call = call()) {
            MemorySegment found = call.structure;
            if (call.of(LinuxFunctions.FSTATFS, fd, found.address()) < 0) {
                return Optional.empty();
            }
            long fragment = found.get(JAVA_LONG, STATFS_FRAGMENT);
            long unit = fragment > 0 ? fragment : found.get(JAVA_LONG, STATFS_BLOCK);
            return Optional.of(
                    new Space(
                            found.get(JAVA_LONG, STATFS_AVAILABLE) * unit,
                            found.get(JAVA_LONG, STATFS_BLOCKS) * unit,
                            found.get(JAVA_LONG, STATFS_FREE_FILES),
                            found.get(JAVA_LONG, STATFS_FILES)));
        }
    }

    /// fallocate(2) behind the end of a file, whose size stays.
    int reserve(int fd, long from, long bytes) {
        try (LinuxCall call = call()) {
            int flags = LinuxFlags.FALLOC_FL_KEEP_SIZE;
            return call.of(LinuxFunctions.FALLOCATE, fd, flags, from, bytes);
        }
    }

    /// ftruncate(2).
    int ftruncate(int fd, long size) {
        try (LinuxCall call = call()) {
            return call.of(LinuxFunctions.FTRUNCATE, fd, size);
        }
    }

    int unlinkat(int directory, Name name, int flags) {
        return unlinkat(directory, name.value(), flags);
    }

    int unlinkat(int directory, String path, int flags) {
        try (LinuxCall call = call()) {
            return call.of(LinuxFunctions.UNLINKAT, directory, call.first(path), flags, 0);
        }
    }

    int mkdirat(int directory, Name name, int mode) {
        return mkdirat(directory, name.value(), mode);
    }

    int mkdirat(int directory, String path, int mode) {
        try (LinuxCall call = call()) {
            return call.of(LinuxFunctions.MKDIRAT, directory, call.first(path), mode, 0);
        }
    }

    int renameat2(int from, String name, int to, String as, int flags) {
        try (LinuxCall call = call()) {
            long old = call.first(name);
            return call.of(LinuxFunctions.RENAMEAT2, from, old, to, call.second(as), flags);
        }
    }

    /// Sets the time of the last change and leaves that of the last access, no link followed
    /// (utimensat(2), `UTIME_OMIT`).
    int utimensat(int directory, String path, Instant mtime) {
        try (LinuxCall call = call()) {
            return call.of(
                    LinuxFunctions.UTIMENSAT,
                    directory,
                    call.first(path),
                    times(call.structure, mtime),
                    LinuxFlags.AT_SYMLINK_NOFOLLOW);
        }
    }

    /// Two `timespec`: of the last access, then of the last change.
    private static long times(MemorySegment into, Instant mtime) {
        into.set(JAVA_LONG, 0, 0);
        into.set(JAVA_LONG, 8, LinuxFlags.UTIME_OMIT);
        into.set(JAVA_LONG, 16, mtime.getEpochSecond());
        into.set(JAVA_LONG, 24, mtime.getNano());
        return into.address();
    }

    /// Like [#utimensat], of an open file.
    int futimens(int fd, Instant mtime) {
        try (LinuxCall call = call()) {
            return call.of(LinuxFunctions.FUTIMENS, fd, times(call.structure, mtime));
        }
    }

    int flock(int fd, int operation) {
        try (LinuxCall call = call()) {
            return call.of(LinuxFunctions.FLOCK, fd, operation);
        }
    }

    int fcntl(int fd, int command, int argument) {
        try (LinuxCall call = call()) {
            return call.of(LinuxFunctions.FCNTL, fd, command, argument, 0);
        }
    }

    /// A write lock on the whole file that belongs to the open description (fcntl(2),
    /// `F_OFD_SETLK`; `l_pid` has to be 0).
    int lockWholeFile(int fd) {
        try (LinuxCall call = call()) {
            MemorySegment lock = call.structure;
            lock.asSlice(0, 32).fill((byte) 0);
            lock.set(JAVA_SHORT, 0, (short) LinuxFlags.F_WRLCK);
            return call.of(LinuxFunctions.FCNTL, fd, LinuxFlags.F_OFD_SETLK, lock.address(), 0);
        }
    }

    int effectiveUser() {
        try (LinuxCall call = call()) {
            return call.of(LinuxFunctions.GETEUID, 0, 0);
        }
    }
}
