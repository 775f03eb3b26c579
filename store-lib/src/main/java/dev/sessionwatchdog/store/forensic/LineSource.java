package dev.sessionwatchdog.store.forensic;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Bytes of one file, by position.
@FunctionalInterface
interface LineSource {

    /// Like `pread`; -1 at the end.
    int read(ByteBuffer into, long position) throws IOException;

    /// Reads until `count` bytes are there or the end is; moves nothing but the content.
    default int fill(byte[] into, int offset, int count, long position) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(into, offset, count);
        while (buffer.hasRemaining()) {
            if (read(buffer, position + buffer.position() - offset) < 0) {
                break;
            }
        }
        return buffer.position() - offset;
    }
}
