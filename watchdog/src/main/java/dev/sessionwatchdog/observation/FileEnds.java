package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Pinned;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Looks at the first and the last bytes of a file that should be one JSON object.
final class FileEnds {

    /// White space around the object is read over as far as this.
    private static final int BYTES = 4 * 1024;

    private FileEnds() {}

    /// What is wrong with its ends; empty when they are those of a JSON object.
    static Optional<String> fault(Pinned file) throws IOException {
        if (first(read(file, 0)) != '{') {
            return Optional.of("not a JSON object");
        }
        long size = file.facts().size();
        byte[] end = read(file, Math.max(0, size - BYTES));
        if (end.length > 0 && end[end.length - 1] == 0) {
            return Optional.of("ends in NUL bytes");
        }
        return last(end) == '}' ? Optional.empty() : Optional.of("ends in the middle");
    }

    private static int first(byte[] bytes) {
        for (byte each : bytes) {
            if (!isSpace(each)) {
                return each;
            }
        }
        return -1;
    }

    private static int last(byte[] bytes) {
        for (int at = bytes.length - 1; at >= 0; at--) {
            if (!isSpace(bytes[at])) {
                return bytes[at];
            }
        }
        return -1;
    }

    private static boolean isSpace(byte each) {
        return each == ' ' || each == '\n' || each == '\r' || each == '\t';
    }

    private static byte[] read(Pinned file, long from) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES);
        int read;
        do {
            read = file.read(buffer, from + buffer.position());
        } while (read > 0 && buffer.hasRemaining());
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
    }
}
