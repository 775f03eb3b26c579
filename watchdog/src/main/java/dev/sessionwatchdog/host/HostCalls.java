package dev.sessionwatchdog.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What we ask the kernel about this machine, send to its journal and service manager, and tell it
/// of our own memory, by the C library; nothing here changes anything outside this process.
///
/// A system or a process that cannot make such a call answers that it cannot tell, never with an
/// exception. Linked when first used.
final class HostCalls {

    /// `<asm-generic/errno-base.h>`; the same numbers on every system that we know.
    private static final int EPERM = 1;

    private static final int SIGKILL = 9;

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

    /// `<bits/socket.h>`; the kinds are Linux's on every machine that has no historic ones of its
    /// own (not MIPS, SPARC, Alpha).
    private static final int AF_UNIX = 1;

    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int SOCKADDR_UN_BYTES = 110;

    /// `<asm-generic/mman-common.h>`: Linux's on every machine but Alpha.
    private static final int MADV_DONTNEED = 4;

    private HostCalls() {}

    /// Whether any call can be made: the JVM may refuse to link one.
    static boolean work() {
        try {
            return Linked.KILL.isPresent();
        } catch (LinkageError refused) {
            return false;
        }
    }

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

    /// Ends every process of a process group that we have made (kill(2)).
    ///
    /// @param group at least 2: never every process there is
    /// @return false if that cannot be done here
    static boolean endGroup(int group) {
        if (group < 2) {
            throw new IllegalArgumentException("not a process group of ours: " + group);
        }
        try (Arena arena = Arena.ofConfined()) {
            return answer(Linked.KILL, arena.allocate(Linked.STATE), -group, SIGKILL).isPresent();
        } catch (LinkageError notHere) {
            return false;
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

    /// A datagram socket, connected (unix(7)); it never blocks.
    ///
    /// @param path in the file system, or an abstract name behind an `@`
    /// @return empty where there is no such thing, or nobody listens there
    static OptionalInt connectDatagrams(String path) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        if (name.length >= SOCKADDR_UN_BYTES - 2) {
            return OptionalInt.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linked.STATE);
            int kind = SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
            Optional<Integer> fd = answer(Linked.SOCKET, state, AF_UNIX, kind, 0);
            if (fd.isEmpty() || fd.get() < 0) {
                return OptionalInt.empty();
            }
            MemorySegment address = arena.allocate(SOCKADDR_UN_BYTES, 8);
            address.set(JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(name, 0, address, JAVA_BYTE, 2, name.length);
            int length = SOCKADDR_UN_BYTES;
            if (path.startsWith("@")) {
                address.set(JAVA_BYTE, 2, (byte) 0);
                length = 2 + name.length;
            }
            Optional<Integer> connected =
                    answer(Linked.CONNECT, state, fd.get(), address.address(), length);
            if (connected.filter(it -> it == 0).isPresent()) {
                return OptionalInt.of(fd.get());
            }
            closeDescriptor(fd.get());
            return OptionalInt.empty();
        } catch (LinkageError notHere) {
            return OptionalInt.empty();
        }
    }

    /// Sends one datagram, whole or not at all (send(2)).
    static boolean send(int fd, byte[] datagram) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linked.STATE);
            MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, datagram);
            int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
            return answer(Linked.SEND, state, fd, bytes.address(), datagram.length, flags)
                    .filter(it -> it == datagram.length)
                    .isPresent();
        }
    }

    static void closeDescriptor(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            answer(Linked.CLOSE, arena.allocate(Linked.STATE), fd);
        }
    }

    /// Takes whole pages out of this process's memory (madvise(2)). On Linux the next touch of one
    /// finds the file's content again, or zeros where there is no file behind it: **whatever had
    /// been written there is lost**.
    ///
    /// @param start of a page
    /// @return false if the kernel did not
    static boolean discard(long start, long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linked.STATE);
            return answer(Linked.MADVISE, state, start, bytes, MADV_DONTNEED)
                    .filter(it -> it == 0)
                    .isPresent();
        } catch (LinkageError notHere) {
            return false;
        }
    }

    /// How large a page of memory is here (getpagesize(2)); nothing where that is not told.
    static OptionalInt pageBytes() {
        try (Arena arena = Arena.ofConfined()) {
            return answer(Linked.GETPAGESIZE, arena.allocate(Linked.STATE))
                    .filter(it -> it > 0)
                    .map(OptionalInt::of)
                    .orElse(OptionalInt.empty());
        } catch (LinkageError notHere) {
            return OptionalInt.empty();
        }
    }

    /// Gives the system what the C library's heap holds free (malloc_trim(3)); nothing where the
    /// library is another one.
    static void trim() {
        try (Arena arena = Arena.ofConfined()) {
            var _ = answer(Linked.MALLOC_TRIM, arena.allocate(Linked.STATE), 0);
        } catch (LinkageError notHere) {
            // It stays.
        }
    }

    /// The lower half of the result, for these functions answer an `int`; nothing where there is no
    /// such function, or a `long` is no 64-bit word.
    private static Optional<Integer> answer(
            Optional<MemorySegment> function, MemorySegment state, long... words) {
        return function.isEmpty() || ADDRESS.byteSize() != Long.BYTES
                ? Optional.empty()
                : Optional.of(Linked.call(function.get(), state, Arrays.copyOf(words, 5)));
    }

    /// The same shape of call as `LinuxFunctions` of the root package has, five words in and one
    /// out with `errno`: the JVM keeps what it spun for a shape and so has one for both.
    private static final class Linked {

        static final StructLayout STATE = Linker.Option.captureStateLayout();
        static final long ERRNO = STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

        static final Optional<MemorySegment> KILL = find("kill");
        static final Optional<MemorySegment> CLOCK_GETTIME = find("clock_gettime");
        static final Optional<MemorySegment> ADJTIMEX = find("adjtimex");

        static final Optional<MemorySegment> SOCKET = find("socket");
        static final Optional<MemorySegment> CONNECT = find("connect");
        static final Optional<MemorySegment> SEND = find("send");
        static final Optional<MemorySegment> CLOSE = find("close");
        static final Optional<MemorySegment> MADVISE = find("madvise");
        static final Optional<MemorySegment> GETPAGESIZE = find("getpagesize");
        static final Optional<MemorySegment> MALLOC_TRIM = find("malloc_trim");

        private static final MethodHandle CALL = link();

        private static Optional<MemorySegment> find(String name) {
            return Linker.nativeLinker().defaultLookup().find(name);
        }

        static int call(MemorySegment function, MemorySegment state, long[] five) {
            try {
                return (int)
                        (long)
                                CALL.invokeExact(
                                        function, state, five[0], five[1], five[2], five[3],
                                        five[4]);
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
