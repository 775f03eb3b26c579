package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.nio.ByteBuffer;

/// A file of ours that the kernel only lets grow (`O_APPEND`).
record LinuxAppendFile(LinuxFd fd) implements AppendFile {

    @Override
    public long size() throws IOException {
        return fd.facts().size();
    }

    @Override
    public void append(ByteBuffer content) throws IOException {
        fd.write(content);
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        return fd.read(into, position);
    }

    @Override
    public boolean reserve(long bytes) throws IOException {
        return fd.reserve(bytes);
    }

    @Override
    public void release() throws IOException {
        fd.release();
    }

    @Override
    public void sync() throws IOException {
        fd.sync();
    }

    @Override
    public void close() {
        fd.close();
    }
}
