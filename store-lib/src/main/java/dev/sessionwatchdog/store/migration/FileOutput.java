package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.root.AppendFile;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/// A new file of ours that is written as a stream, with the hash of what was written. It is there
/// whole and durable only after [#finish].
final class FileOutput extends OutputStream {

    private static final int CHUNK = 64 * 1024;

    private final AppendFile file;
    private final MessageDigest digest = Sha256.fresh();
    private final ByteBuffer waiting = ByteBuffer.allocate(CHUNK);
    private long size;

    private FileOutput(AppendFile file) {
        this.file = file;
    }

    /// A file of this name that an interrupted attempt left is deleted before.
    static FileOutput anew(Directory directory, Name name) throws IOException {
        directory.delete(name);
        return new FileOutput(directory.append(name));
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        digest.update(bytes, offset, length);
        size += length;
        int at = offset;
        int rest = length;
        while (rest > 0) {
            if (!waiting.hasRemaining()) {
                drain();
            }
            int count = Math.min(rest, waiting.remaining());
            waiting.put(bytes, at, count);
            at += count;
            rest -= count;
        }
    }

    private void drain() throws IOException {
        if (waiting.flip().hasRemaining()) {
            file.append(waiting);
        }
        waiting.clear();
    }

    /// Of all that was written so far.
    String sha256() {
        try {
            return Sha256.hex((MessageDigest) digest.clone());
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException("SHA-256 can be copied", impossible);
        }
    }

    long size() {
        return size;
    }

    /// Writes what waits, and makes the content durable; the name is durable after a sync of the
    /// directory.
    void finish() throws IOException {
        drain();
        file.sync();
    }

    /// Leaves unwritten what waits.
    @Override
    public void close() throws IOException {
        file.close();
    }
}
