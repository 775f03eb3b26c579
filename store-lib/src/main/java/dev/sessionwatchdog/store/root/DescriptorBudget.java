package dev.sessionwatchdog.store.root;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// How many descriptors this process may keep for speed alone: a quarter of its limit, so that
/// whatever needs one for its work gets it.
final class DescriptorBudget {

    static final int MOST = 8_192;

    /// `<asm-generic/resource.h>`.
    private static final int RLIMIT_NOFILE = 7;

    private int left;

    DescriptorBudget() {
        this(Math.min(MOST, limit() / 4));
    }

    DescriptorBudget(long most) {
        this.left = (int) most;
    }

    private static long limit() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(LinuxFunctions.STATE);
            MemorySegment limits = arena.allocate(16, 8);
            long failed =
                    LinuxFunctions.call(
                            LinuxFunctions.GETRLIMIT,
                            state,
                            RLIMIT_NOFILE,
                            limits.address(),
                            0,
                            0,
                            0);
            long soft = limits.get(JAVA_LONG, 0);
            return (int) failed != 0 || soft < 0 ? 0 : soft;
        }
    }

    synchronized boolean take() {
        if (left == 0) {
            return false;
        }
        left--;
        return true;
    }

    synchronized void giveBack(int number) {
        left += number;
    }
}
