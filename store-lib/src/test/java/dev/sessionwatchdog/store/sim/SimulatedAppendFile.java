package dev.sessionwatchdog.store.sim;

import dev.sessionwatchdog.store.root.AppendFile;
import java.io.IOException;
import java.nio.ByteBuffer;

record SimulatedAppendFile(OpenFile file) implements AppendFile {

    @Override
    public long size() throws IOException {
        file.step("facts");
        return file.inode.size();
    }

    @Override
    public void append(ByteBuffer content) throws IOException {
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        file.append(bytes);
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        return file.read(into, position);
    }

    @Override
    public boolean reserve(long bytes) throws IOException {
        file.reserve(Math.toIntExact(bytes));
        return true;
    }

    @Override
    public void release() throws IOException {
        file.release();
    }

    @Override
    public void sync() throws IOException {
        file.sync();
    }

    @Override
    public void close() {
        file.close();
    }
}
