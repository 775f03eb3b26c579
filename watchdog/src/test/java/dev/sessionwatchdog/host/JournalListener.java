package dev.sessionwatchdog.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.Closeable;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Listens for datagrams where a journal or a service manager would.
public final class JournalListener implements Closeable {

    private static final int DONT_WAIT = 0x40;

    private final Arena arena = Arena.ofAuto();
    private final int fd;

    public JournalListener(Path path) throws Throwable {
        this(path.toString());
    }

    /// @param name a path, or an abstract name behind an `@`
    public JournalListener(String name) throws Throwable {
        fd = (int) function("socket", JAVA_INT, JAVA_INT, JAVA_INT).invokeExact(1, 2, 0);
        MemorySegment address = arena.allocate(110, 8);
        address.set(JAVA_SHORT, 0, (short) 1);
        address.setString(2, name);
        int length = 110;
        if (name.startsWith("@")) {
            address.set(JAVA_BYTE, 2, (byte) 0);
            length = 2 + name.getBytes(StandardCharsets.UTF_8).length;
        }
        int bound =
                (int)
                        function("bind", JAVA_INT, ADDRESS, JAVA_INT)
                                .invokeExact(fd, address, length);
        if (fd < 0 || bound != 0) {
            throw new IllegalStateException("no datagrams at " + name);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, java.lang.foreign.MemoryLayout... takes) {
        return Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().find(name).orElseThrow(),
                        FunctionDescriptor.of(JAVA_INT, takes));
    }

    /// The next datagram as text; empty if there is none.
    public String text() throws Throwable {
        return new String(receive(), StandardCharsets.UTF_8);
    }

    /// The next datagram; empty if there is none.
    @SuppressWarnings("restricted")
    byte[] receive() throws Throwable {
        MemorySegment buffer = arena.allocate(1 << 18);
        long count =
                (long)
                        Linker.nativeLinker()
                                .downcallHandle(
                                        Linker.nativeLinker()
                                                .defaultLookup()
                                                .find("recv")
                                                .orElseThrow(),
                                        FunctionDescriptor.of(
                                                JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT))
                                .invokeExact(fd, buffer, 1L << 18, DONT_WAIT);
        return count < 0 ? new byte[0] : buffer.asSlice(0, count).toArray(JAVA_BYTE);
    }

    @Override
    public void close() {
        HostCalls.closeDescriptor(fd);
    }
}
