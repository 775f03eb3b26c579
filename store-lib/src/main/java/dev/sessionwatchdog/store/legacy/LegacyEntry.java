package dev.sessionwatchdog.store.legacy;

import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.root.Pinned;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/// One member of a legacy store: its key and where its value stands in the file.
///
/// Valid while the file is pinned and as long as nobody writes it in place.
public final class LegacyEntry {

    private final Pinned file;
    private final SessionKey key;
    private final long offset;
    private final long length;

    LegacyEntry(Pinned file, SessionKey key, long offset, long length) {
        this.file = file;
        this.key = key;
        this.offset = offset;
        this.length = length;
    }

    /// The key as JSON means it, escapes resolved.
    public SessionKey key() {
        return key;
    }

    /// Where its value begins, in bytes from the start of the file.
    public long offset() {
        return offset;
    }

    /// The bytes of its value.
    public long length() {
        return length;
    }

    /// The value as it stands in the file, byte for byte.
    ///
    /// @throws IOException also if it is larger than the limit
    public byte[] value(int maxBytes) throws IOException {
        if (length > maxBytes) {
            throw new IOException(
                    "the value of a session has " + length + " bytes, the limit is " + maxBytes);
        }
        ByteBuffer value = ByteBuffer.allocate((int) length);
        while (value.hasRemaining()) {
            if (file.read(value, offset + value.position()) < 0) {
                throw new EOFException("the file became shorter while it was read");
            }
        }
        return value.array();
    }
}
