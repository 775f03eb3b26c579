package dev.sessionwatchdog.store.root;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Our own file, open for appending and reading.
public interface AppendFile extends Closeable {

    /// Its size now.
    long size() throws IOException;

    /// Appends all of it, in one write as far as the system allows. After an exception any part of
    /// it may be in the file.
    void append(ByteBuffer content) throws IOException;

    /// Reads at a position, like `pread`; -1 at the end.
    int read(ByteBuffer into, long position) throws IOException;

    /// Sets space aside for what will be appended next, so that the file can grow by so much when
    /// the file system is full. Its size stays. What was set aside before counts.
    ///
    /// @return false where that cannot be had; then nothing is promised
    /// @throws NoSpaceException if there is not so much; what was set aside before stays
    boolean reserve(long bytes) throws IOException;

    /// Gives back what was set aside and is not used.
    void release() throws IOException;

    /// Makes what was appended durable. After an exception that is not known, and calling it again
    /// proves nothing (`protocols.md` S13).
    void sync() throws IOException;

    @Override
    void close() throws IOException;
}
