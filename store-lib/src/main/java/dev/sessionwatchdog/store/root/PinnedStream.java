package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// The bytes of a pinned file, from its start to its end or to a limit. The reader brings the
/// buffer; closing it leaves the file pinned.
public final class PinnedStream extends InputStream {

    private final Pinned file;
    private final long limit;
    private long position;

    /// @param limit at most so many bytes are shown
    public PinnedStream(Pinned file, long limit) {
        this.file = file;
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int most = (int) Math.min(length, limit - position);
        int count = most > 0 ? file.read(ByteBuffer.wrap(into, offset, most), position) : -1;
        if (count <= 0) {
            return -1;
        }
        position += count;
        return count;
    }
}
