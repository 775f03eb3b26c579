package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// A file of ours that is written at its end; the JDK opens none for both reading and `O_APPEND`.
record PlainAppendFile(FileChannel channel, Place place) implements AppendFile {

    private void requireOpen() {
        if (!channel.isOpen()) {
            throw new IllegalStateException(place + ": closed");
        }
    }

    @Override
    public long size() throws IOException {
        requireOpen();
        return channel.size();
    }

    @Override
    public void append(ByteBuffer content) throws IOException {
        requireOpen();
        while (content.hasRemaining()) {
            channel.write(content, channel.size());
        }
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        requireOpen();
        return channel.read(into, position);
    }

    /// The JDK has no such call.
    @Override
    public boolean reserve(long bytes) {
        requireOpen();
        return false;
    }

    @Override
    public void release() {
        requireOpen();
    }

    @Override
    public void sync() throws IOException {
        requireOpen();
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
