package dev.sessionwatchdog.store.forensic;

import dev.sessionwatchdog.store.root.Name;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/// The lines of one segment from its end; holds one window of it in memory.
final class BackwardLines {

    private static final int WINDOW = 2 * RawLine.MAX_BYTES;
    private static final int SHOWN = 1024;

    private final Name file;
    private final LineSource source;
    private final byte[] window = new byte[WINDOW];
    private long windowAt;
    private long end;

    BackwardLines(Name file, LineSource source, long size) {
        this.file = file;
        this.source = source;
        this.windowAt = size;
        this.end = size;
    }

    /// The line before the one shown last, at first a torn one if there is one; empty at the
    /// beginning.
    Optional<RawLine> previous() throws IOException {
        if (end == 0) {
            return Optional.empty();
        }
        if (windowAt == end) {
            load();
        }
        boolean whole = byteAt(end - 1) == '\n';
        long start = startBefore(whole ? end - 1 : end);
        if (start < 0 && windowAt > 0) {
            load();
            start = startBefore(whole ? end - 1 : end);
        }
        if (start < 0 && windowAt == 0) {
            start = 0;
        }
        if (start < 0 || end - start > RawLine.MAX_BYTES) {
            return Optional.of(oversized());
        }
        int from = (int) (start - windowAt);
        byte[] bytes = Arrays.copyOfRange(window, from, (int) (end - windowAt));
        end = start;
        return Optional.of(line(whole ? RawLine.Form.WHOLE : RawLine.Form.TORN, bytes));
    }

    private RawLine oversized() throws IOException {
        long start = startBefore(end - 1);
        while (start < 0 && windowAt > 0) {
            end = windowAt + 1;
            load();
            start = startBefore(end - 1);
        }
        end = Math.max(0, start);
        byte[] bytes = new byte[SHOWN];
        return line(
                RawLine.Form.OVERSIZED, Arrays.copyOf(bytes, source.fill(bytes, 0, SHOWN, end)));
    }

    private RawLine line(RawLine.Form form, byte[] bytes) {
        return new RawLine(file, OptionalLong.empty(), form, bytes);
    }

    /// Where the line begins that ends before `before`; -1 if that is not in the window.
    private long startBefore(long before) {
        for (long i = before - 1; i >= windowAt; i--) {
            if (byteAt(i) == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    private byte byteAt(long position) {
        return window[(int) (position - windowAt)];
    }

    /// Puts what ends at `end` into the window.
    private void load() throws IOException {
        windowAt = Math.max(0, end - WINDOW);
        int count = (int) (end - windowAt);
        if (source.fill(window, 0, count, windowAt) < count) {
            throw new IOException(file + " became shorter while it was read");
        }
    }
}
