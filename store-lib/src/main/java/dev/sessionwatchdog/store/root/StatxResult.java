package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.nio.ByteBuffer;
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
    int INODE = 32;

    int CTIME = 96;
    int MTIME = 112;

    int STATX_BTIME = 0x800;
    long STATX_ATTR_MOUNT_ROOT = 0x2000;

    /// @param statx the structure in the machine's order of bytes; read as a buffer, because the
    ///   handles of a segment are dear until the second compiler has seen them
    static StatxResult read(ByteBuffer statx) {
        int mode = Short.toUnsignedInt(statx.getShort(28));
        boolean born = (statx.getInt(0) & STATX_BTIME) != 0;
        return new Answered(
                new Facts(
                        type(mode),
                        device(statx),
                        statx.getLong(INODE),
                        statx.getLong(40),
                        time(statx, MTIME),
                        time(statx, CTIME),
                        born ? Optional.of(time(statx, 80)) : Optional.empty(),
                        mode & 07777,
                        statx.getInt(20),
                        statx.getInt(24),
                        statx.getInt(16),
                        mountPoint(statx)));
    }

    static boolean mountPoint(ByteBuffer statx) {
        long attributes = statx.getLong(8) & statx.getLong(56);
        return (attributes & STATX_ATTR_MOUNT_ROOT) != 0;
    }

    static long device(ByteBuffer statx) {
        return device(statx.getInt(136), statx.getInt(140));
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

    private static Instant time(ByteBuffer statx, int offset) {
        return Instant.ofEpochSecond(statx.getLong(offset), statx.getInt(offset + 8));
    }
}
