package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.nio.ByteBuffer;

/// One open file descriptor with a place for messages. Closing it twice does no harm.
final class LinuxFd {

    final LinuxCalls calls;
    final Place place;
    private final int number;
    private boolean closed;

    LinuxFd(LinuxCalls calls, int number, Place place) {
        this.calls = calls;
        this.number = number;
        this.place = place;
    }

    /// @throws IllegalStateException after [#close]: the number may be another file's by now
    synchronized int number() {
        if (closed) {
            throw new IllegalStateException(place + ": closed");
        }
        return number;
    }

    Facts facts() throws IOException {
        return calls.statx(number()).orThrow(place);
    }

    int read(ByteBuffer into, long position) throws IOException {
        if (!into.hasRemaining()) {
            return 0;
        }
        int count = Errno.check(calls.pread(number(), into, position), place, "pread");
        return count == 0 ? -1 : count;
    }

    void write(ByteBuffer content) throws IOException {
        Errno.check(calls.writeFully(number(), content), place, "write");
    }

    /// @return false where the file system cannot set space aside
    boolean reserve(long bytes) throws IOException {
        int failed = calls.reserve(number(), facts().size(), bytes);
        if (failed == -Errno.EOPNOTSUPP || failed == -Errno.ENOSYS) {
            return false;
        }
        Errno.check(failed, place, "fallocate");
        return true;
    }

    void release() throws IOException {
        Errno.check(calls.ftruncate(number(), facts().size()), place, "ftruncate");
    }

    void sync() throws IOException {
        Errno.check(calls.fsync(number()), place, "fsync");
    }

    synchronized void close() {
        if (!closed) {
            closed = true;
            calls.close(number);
        }
    }
}
