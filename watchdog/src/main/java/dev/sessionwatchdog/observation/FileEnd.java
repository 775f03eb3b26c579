package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Pinned;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// The end of a file of lines.
///
/// @param lines those that are there from beginning to end
/// @param torn whether something without a line end follows the last of them
record FileEnd(List<String> lines, boolean torn) {

    /// No more than this is read of a file's end.
    static final int MOST_BYTES = 64 * 1024;

    /// Reads what lies between two positions, but no more than the last [#MOST_BYTES] of it. Bytes
    /// that are not UTF-8 are shown as U+FFFD.
    static FileEnd read(Pinned file, long from, long to) throws IOException {
        long start = Math.max(from, to - MOST_BYTES);
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.max(0, to - start));
        while (bytes.hasRemaining() && file.read(bytes, start + bytes.position()) > 0) {
            // It may come in parts.
        }
        String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        List<String> pieces = Arrays.asList(text.split("\n", -1));
        int last = pieces.size() - 1;
        int first = Math.min(start > from ? 1 : 0, last);
        return new FileEnd(List.copyOf(pieces.subList(first, last)), !pieces.get(last).isEmpty());
    }
}
