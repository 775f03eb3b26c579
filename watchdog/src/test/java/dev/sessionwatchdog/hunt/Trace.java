package dev.sessionwatchdog.hunt;

import java.util.ArrayDeque;
import java.util.Deque;

/// The last things that happened, for whoever has to understand a violation.
final class Trace {

    private static final int LINES = 100;

    private final TrueTime time;
    private final Deque<String> lines = new ArrayDeque<>();

    Trace(TrueTime time) {
        this.time = time;
    }

    void add(Object... words) {
        StringBuilder line = new StringBuilder();
        line.append(time.now() / 1_000_000).append(" ms ");
        for (Object word : words) {
            line.append(' ').append(word);
        }
        lines.addLast(line.toString());
        if (lines.size() > LINES) {
            lines.removeFirst();
        }
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
