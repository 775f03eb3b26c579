package dev.sessionwatchdog.store.root;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// The memory of one system call: what is passed by address, what the kernel answers, and `errno`.
/// One thread's until it is closed.
final class LinuxCall implements AutoCloseable {

    /// Enough for a few names of 255 bytes each.
    static final int NAME_BYTES = 2048;

    static final int IO_BYTES = 64 * 1024;

    private static final int STATX_BYTES = 256;
    private static final int MAX_INTERRUPTIONS = 100;

    private final Runnable answered;
    private final Consumer<LinuxCall> ended;
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment state = arena.allocate(LinuxFunctions.STATE);
    private final MemorySegment first = arena.allocate(NAME_BYTES);
    private final MemorySegment second = arena.allocate(NAME_BYTES);
    final MemorySegment structure = arena.allocate(STATX_BYTES, 8);
    private final ByteBuffer statx = structure.asByteBuffer().order(ByteOrder.nativeOrder());
    final MemorySegment io = arena.allocate(IO_BYTES);

    /// @param answered runs whenever the kernel has answered
    /// @param ended takes this back when it is closed
    LinuxCall(Runnable answered, Consumer<LinuxCall> ended) {
        this.answered = answered;
        this.ended = ended;
    }

    /// Where the first name or path of the call stands now.
    long first(String name) {
        return put(first, name).address();
    }

    /// Where the second stands now.
    long second(String name) {
        return put(second, name).address();
    }

    /// What statx(2) has put into the structure.
    StatxResult statx() {
        return StatxResult.read(statx);
    }

    int of(MemorySegment function, long a, long b) {
        return of(function, a, b, 0, 0, 0);
    }

    int of(MemorySegment function, long a, long b, long c, long d) {
        return of(function, a, b, c, d, 0);
    }

    /// A function that answers an `int`, called again while a signal interrupts it. No list of
    /// arguments is made: a sweep calls by the hundred thousand.
    int of(MemorySegment function, long a, long b, long c, long d, long e) {
        for (int tries = 0; ; tries++) {
            int result = once(function, a, b, c, d, e);
            if (result != -Errno.EINTR || tries == MAX_INTERRUPTIONS) {
                return result;
            }
        }
    }

    int once(MemorySegment function, long a, long b, long c, long d, long e) {
        int result = (int) words(function, a, b, c, d, e);
        return result >= 0 ? result : -state.get(JAVA_INT, LinuxFunctions.ERRNO);
    }

    /// A function that answers a number of bytes, called again while a signal interrupts it.
    int count(MemorySegment function, long a, long b, long c, long d) {
        for (int tries = 0; ; tries++) {
            long result = words(function, a, b, c, d, 0);
            if (result >= 0) {
                return Math.toIntExact(result);
            }
            int errno = state.get(JAVA_INT, LinuxFunctions.ERRNO);
            if (errno != Errno.EINTR || tries == MAX_INTERRUPTIONS) {
                return -errno;
            }
        }
    }

    private long words(MemorySegment function, long a, long b, long c, long d, long e) {
        long result = LinuxFunctions.call(function, state, a, b, c, d, e);
        answered.run();
        return result;
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

    @Override
    public void close() {
        ended.accept(this);
    }
}
