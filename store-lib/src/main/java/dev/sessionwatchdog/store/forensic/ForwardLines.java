package dev.sessionwatchdog.store.forensic;

import dev.sessionwatchdog.store.root.Name;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/// The lines of one segment from its beginning; holds one window of it in memory.
final class ForwardLines {

    private static final int WINDOW = 2 * RawLine.MAX_BYTES;

    private final Name file;
    private final LineSource source;
    private final byte[] window = new byte[WINDOW];
    private long windowAt;
    private int filled;
    private int at;
    private long number;

    ForwardLines(Name file, LineSource source) {
        this.file = file;
        this.source = source;
    }

    /// The next line, a torn one too; empty at the end. After a torn one it goes on from that one's
    /// beginning, so that asking again later finds it whole.
    Optional<RawLine> next() throws IOException {
        int newline = newlineFrom(at);
        if (newline < 0) {
            refill();
            newline = newlineFrom(at);
        }
        if (newline >= 0 && newline - at < RawLine.MAX_BYTES) {
            return Optional.of(take(newline + 1, RawLine.Form.WHOLE));
        }
        if (newline >= 0 || filled - at >= RawLine.MAX_BYTES) {
            return Optional.of(oversized());
        }
        if (filled == at) {
            return Optional.empty();
        }
        byte[] torn = Arrays.copyOfRange(window, at, filled);
        return Optional.of(line(number + 1, RawLine.Form.TORN, torn));
    }

    private RawLine take(int end, RawLine.Form form) {
        byte[] bytes = Arrays.copyOfRange(window, at, end);
        at = end;
        return line(++number, form, bytes);
    }

    private RawLine oversized() throws IOException {
        byte[] beginning = Arrays.copyOfRange(window, at, Math.min(filled, at + 1024));
        int newline = newlineFrom(at);
        while (newline < 0) {
            at = filled;
            refill();
            if (filled == at) {
                return line(++number, RawLine.Form.OVERSIZED, beginning);
            }
            newline = newlineFrom(at);
        }
        at = newline + 1;
        return line(++number, RawLine.Form.OVERSIZED, beginning);
    }

    private RawLine line(long of, RawLine.Form form, byte[] bytes) {
        return new RawLine(file, OptionalLong.of(of), form, bytes);
    }

    private void refill() throws IOException {
        System.arraycopy(window, at, window, 0, filled - at);
        windowAt += at;
        filled -= at;
        at = 0;
        filled += source.fill(window, filled, WINDOW - filled, windowAt + filled);
    }

    private int newlineFrom(int from) {
        for (int i = from; i < filled; i++) {
            if (window[i] == '\n') {
                return i;
            }
        }
        return -1;
    }
}
