package dev.sessionwatchdog.store.root;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Optional;

/// What statx(2) answered. The structure has the same layout on every architecture.
sealed interface StatxResult {

    /// @throws IOException what the error number means
    Facts orThrow(Place place) throws IOException;

    /// Empty when there is nothing of that name.
    ///
    /// @throws IOException what any other error number means
    Optional<Facts> orNothing(Place place) throws IOException;

    /// @param errno the error number, negative
    record Failed(int errno) implements StatxResult {
        @Override
        public Facts orThrow(Place place) throws IOException {
            throw Errno.of(errno, place, "statx");
        }

        @Override
        public Optional<Facts> orNothing(Place place) throws IOException {
            if (errno == -Errno.ENOENT) {
                return Optional.empty();
            }
            throw Errno.of(errno, place, "statx");
        }
    }

    record Answered(Facts facts) implements StatxResult {
        @Override
        public Facts orThrow(Place place) {
            return facts;
        }

        @Override
        public Optional<Facts> orNothing(Place place) {
            return Optional.of(facts);
        }
    }

    /// Where the fields are that are read one by one.
    long INODE = 32;

    long CTIME = 96;
    long MTIME = 112;

    int STATX_BTIME = 0x800;
    long STATX_ATTR_MOUNT_ROOT = 0x2000;

    static StatxResult read(MemorySegment statx) {
        int mode = Short.toUnsignedInt(statx.get(JAVA_SHORT, 28));
        boolean born = (statx.get(JAVA_INT, 0) & STATX_BTIME) != 0;
        return new Answered(
                new Facts(
                        type(mode),
                        device(statx),
                        statx.get(JAVA_LONG, INODE),
                        statx.get(JAVA_LONG, 40),
                        time(statx, MTIME),
                        time(statx, CTIME),
                        born ? Optional.of(time(statx, 80)) : Optional.empty(),
                        mode & 07777,
                        statx.get(JAVA_INT, 20),
                        statx.get(JAVA_INT, 24),
                        statx.get(JAVA_INT, 16),
                        mountPoint(statx)));
    }

    static boolean mountPoint(MemorySegment statx) {
        long attributes = statx.get(JAVA_LONG, 8) & statx.get(JAVA_LONG, 56);
        return (attributes & STATX_ATTR_MOUNT_ROOT) != 0;
    }

    static long device(MemorySegment statx) {
        return device(statx.get(JAVA_INT, 136), statx.get(JAVA_INT, 140));
    }

    private static FileType type(int mode) {
        return switch (mode & 0170000) {
            case 0100000 -> FileType.REGULAR;
            case 0040000 -> FileType.DIRECTORY;
            case 0120000 -> FileType.SYMLINK;
            default -> FileType.OTHER;
        };
    }

    /// As `st_dev` has it (makedev(3)).
    private static long device(int major, int minor) {
        return (major & 0xfffff000L) << 32
                | (major & 0xfffL) << 8
                | (minor & 0xffffff00L) << 12
                | (minor & 0xffL);
    }

    private static Instant time(MemorySegment statx, long offset) {
        return Instant.ofEpochSecond(statx.get(JAVA_LONG, offset), statx.get(JAVA_INT, offset + 8));
    }
}
