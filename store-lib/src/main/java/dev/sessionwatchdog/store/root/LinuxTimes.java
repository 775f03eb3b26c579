package dev.sessionwatchdog.store.root;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/// One statx(2) a directory, without making an object: of a descriptor that is kept for it, as long
/// as there are enough of them, else of its path from the root, which takes several times as long.
///
/// A path could lead over a link that somebody has put on the way. Then a directory above, which is
/// remembered too, does not stand; and what is told here is only whether the answer is the old one,
/// never acted upon.
final class LinuxTimes implements DirectoryTimes {

    private static final int STATX_BYTES = 256;

    /// `STATX_TYPE`, `STATX_INO`, `STATX_MTIME`, `STATX_CTIME`.
    private static final int WANTED = 0x001 | 0x100 | 0x040 | 0x080;

    /// In place of a descriptor.
    private static final int NONE = -1;

    private static final int FLAGS = LinuxFlags.AT_SYMLINK_NOFOLLOW | LinuxFlags.AT_NO_AUTOMOUNT;

    /// Inode, device, seconds of both times, and their nanoseconds in one word.
    private static final int WORDS = 5;

    private static final DescriptorBudget BUDGET = new DescriptorBudget();

    private final LinuxRoot.Tree tree;
    private final LinuxFd top;
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment state = arena.allocate(LinuxFunctions.STATE);
    private final MemorySegment structure = arena.allocate(STATX_BYTES, 8);
    private final ByteBuffer statx = structure.asByteBuffer().order(ByteOrder.nativeOrder());
    private final long nothing = arena.allocateFrom("").address();
    private int[] descriptors = new int[16];
    private long[] paths = new long[16];
    private long[] expected = new long[16 * WORDS];
    private int size;

    LinuxTimes(LinuxRoot.Tree tree, LinuxFd top) {
        this.tree = tree;
        this.top = top;
    }

    @Override
    public int add(Place place, Facts before) {
        if (size == paths.length) {
            descriptors = Arrays.copyOf(descriptors, 2 * size);
            paths = Arrays.copyOf(paths, 2 * size);
            expected = Arrays.copyOf(expected, 2 * size * WORDS);
        }
        String path = place.isTop() ? "." : place.toString();
        descriptors[size] = place.names().size() > 1 ? keep(path) : NONE;
        paths[size] =
                descriptors[size] == NONE
                        ? arena.allocateFrom(path, StandardCharsets.UTF_8).address()
                        : nothing;
        int at = size * WORDS;
        expected[at] = before.inode();
        expected[at + 1] = before.device();
        Instant mtime = before.mtime();
        Instant ctime = before.ctime();
        expected[at + 2] = mtime.getEpochSecond();
        expected[at + 3] = ctime.getEpochSecond();
        expected[at + 4] = (long) mtime.getNano() << 32 | ctime.getNano();
        return size++;
    }

    /// What was opened is proven with its first look: it has to be as the directory was before. The
    /// first directory below the root is asked for by its name: nothing above it is remembered.
    private int keep(String path) {
        if (!BUDGET.take()) {
            return NONE;
        }
        int flags = LinuxFlags.O_PATH | LinuxFlags.O_DIRECTORY | LinuxFlags.O_CLOEXEC;
        int number =
                path.length() > LinuxCalls.PATH_CHARACTERS
                        ? -Errno.EINVAL
                        : tree.calls().openBelow(top.number(), path, flags);
        if (number < 0) {
            BUDGET.giveBack(1);
            return NONE;
        }
        return number;
    }

    @Override
    public boolean stands(int number) {
        int kept = descriptors[number];
        long failed =
                LinuxFunctions.call(
                        LinuxFunctions.STATX,
                        state,
                        kept == NONE ? top.number() : kept,
                        paths[number],
                        kept == NONE ? FLAGS : LinuxFlags.AT_EMPTY_PATH,
                        WANTED,
                        structure.address());
        int at = number * WORDS;
        return (int) failed == 0
                && statx.getLong(StatxResult.INODE) == expected[at]
                && StatxResult.device(statx) == expected[at + 1]
                && statx.getLong(StatxResult.MTIME) == expected[at + 2]
                && statx.getLong(StatxResult.CTIME) == expected[at + 3]
                && nanos() == expected[at + 4]
                && !StatxResult.mountPoint(statx);
    }

    private long nanos() {
        return (long) statx.getInt(StatxResult.MTIME + 8) << 32
                | statx.getInt(StatxResult.CTIME + 8);
    }

    @Override
    public void close() {
        int kept = 0;
        for (int number = 0; number < size; number++) {
            if (descriptors[number] != NONE) {
                tree.calls().close(descriptors[number]);
                kept++;
            }
        }
        size = 0;
        BUDGET.giveBack(kept);
    }
}
