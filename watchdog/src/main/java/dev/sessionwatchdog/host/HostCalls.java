package dev.sessionwatchdog.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.OptionalLong;

/// What we ask the kernel about this machine, by the C library; nothing here changes anything.
///
/// A system or a process that cannot make such a call answers that it cannot tell, never with an
/// exception. Linked when first used.
final class HostCalls {

    /// `<asm-generic/errno-base.h>`; the same numbers on every system that we know.
    private static final int EPERM = 1;

    private static final int ESRCH = 3;
    private static final int EACCES = 13;

    /// `<linux/time.h>`.
    private static final long CLOCK_BOOTTIME = 7;

    private static final int TIMESPEC_BYTES = 16;

    /// `struct timex` of `<linux/timex.h>` where a `long` has 64 bits: 208 bytes, `modes` first,
    /// `status` behind four longs.
    private static final int TIMEX_BYTES = 208;

    private static final long TIMEX_STATUS = 40;
    private static final int STA_UNSYNC = 0x40;
    private static final int TIME_ERROR = 5;

    private HostCalls() {}

    /// What the kernel says of a process id.
    enum Existence {
        /// Something has it, whether or not we may signal it.
        EXISTS,
        NONE,
        CANNOT_TELL
    }

    /// `kill(pid, 0)`, which sends nothing (kill(2)).
    ///
    /// @param pid at least 1: one process, never a group
    static Existence existence(int pid) {
        if (pid < 1) {
            throw new IllegalArgumentException("not a process id: " + pid);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linked.STATE);
            Optional<Integer> result = answer(Linked.KILL, state, pid, 0);
            if (result.isEmpty()) {
                return Existence.CANNOT_TELL;
            }
            if (result.get() == 0) {
                return Existence.EXISTS;
            }
            return switch (state.get(JAVA_INT, Linked.ERRNO)) {
                case ESRCH -> Existence.NONE;
                case EPERM, EACCES -> Existence.EXISTS;
                default -> Existence.CANNOT_TELL;
            };
        } catch (LinkageError notHere) {
            return Existence.CANNOT_TELL;
        }
    }

    /// Nanoseconds since boot, suspended time included, in our time namespace (clock_gettime(2)).
    static OptionalLong sinceBoot() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linked.STATE);
            MemorySegment time = arena.allocate(TIMESPEC_BYTES, 8);
            Optional<Integer> result =
                    answer(Linked.CLOCK_GETTIME, state, CLOCK_BOOTTIME, time.address());
            return result.isPresent() && result.get() == 0
                    ? OptionalLong.of(
                            time.get(JAVA_LONG, 0) * 1_000_000_000 + time.get(JAVA_LONG, 8))
                    : OptionalLong.empty();
        } catch (LinkageError notHere) {
            return OptionalLong.empty();
        }
    }

    /// Whether the kernel's clock is known to follow a time source: adjtimex(2) with nothing to set
    /// answers neither an error nor `TIME_ERROR`, and does not show `STA_UNSYNC`.
    static boolean clockFollowsASource() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linked.STATE);
            MemorySegment timex = arena.allocate(TIMEX_BYTES, 8);
            Optional<Integer> result = answer(Linked.ADJTIMEX, state, timex.address(), 0);
            return result.isPresent()
                    && result.get() >= 0
                    && result.get() != TIME_ERROR
                    && (timex.get(JAVA_INT, TIMEX_STATUS) & STA_UNSYNC) == 0;
        } catch (LinkageError notHere) {
            return false;
        }
    }

    /// The lower half of the result, for these functions answer an `int`; nothing where there is no
    /// such function, or a `long` is no 64-bit word.
    private static Optional<Integer> answer(
            Optional<MemorySegment> function, MemorySegment state, long first, long second) {
        return function.isEmpty() || ADDRESS.byteSize() != Long.BYTES
                ? Optional.empty()
                : Optional.of(Linked.call(function.get(), state, first, second));
    }

    /// The same shape of call as `LinuxFunctions` of the root package has, five words in and one
    /// out with `errno`: the JVM keeps what it spun for a shape and so has one for both.
    private static final class Linked {

        static final StructLayout STATE = Linker.Option.captureStateLayout();
        static final long ERRNO = STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

        static final Optional<MemorySegment> KILL = find("kill");
        static final Optional<MemorySegment> CLOCK_GETTIME = find("clock_gettime");
        static final Optional<MemorySegment> ADJTIMEX = find("adjtimex");

        private static final MethodHandle CALL = link();

        private static Optional<MemorySegment> find(String name) {
            return Linker.nativeLinker().defaultLookup().find(name);
        }

        static int call(MemorySegment function, MemorySegment state, long first, long second) {
            try {
                return (int) (long) CALL.invokeExact(function, state, first, second, 0L, 0L, 0L);
            } catch (RuntimeException | Error unexpected) {
                throw unexpected;
            } catch (Throwable impossible) {
                throw new IllegalStateException("C functions throw nothing", impossible);
            }
        }

        @SuppressWarnings("restricted")
        private static MethodHandle link() {
            return Linker.nativeLinker()
                    .downcallHandle(
                            FunctionDescriptor.of(
                                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                                    JAVA_LONG),
                            Linker.Option.captureCallState("errno"));
        }
    }
}
