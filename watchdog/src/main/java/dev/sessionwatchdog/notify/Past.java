package dev.sessionwatchdog.notify;

import dev.sessionwatchdog.incident.LoggedEvent;
import dev.sessionwatchdog.store.forensic.ForensicReader;
import dev.sessionwatchdog.store.forensic.RawLine;
import dev.sessionwatchdog.store.time.Moment;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// What the log says of earlier alerts and of what was told of them, as far back as it matters: the
/// newest [#EVENTS] such events in the newest [#LINES] lines of the last [#DAYS] days. A trouble
/// that is older and stands is told anew.
record Past(ForensicReader reader) {

    private static final int EVENTS = 2_000;
    private static final int LINES = 100_000;
    private static final Duration DAYS = Duration.ofDays(7);

    void recall(Decisions decisions, Moment now) throws IOException {
        Deque<LoggedEvent> found = new ArrayDeque<>();
        int[] lines = {0};
        reader.newestFirst(line -> {
            lines[0]++;
            Optional<LoggedEvent> event =
                    mayMatter(line) ? LoggedEvent.parse(line) : Optional.empty();
            event.ifPresent(found::addFirst);
            return found.size() < EVENTS
                    && lines[0] < LINES
                    && event.filter(it -> isTooOld(it, now)).isEmpty();
        });
        for (LoggedEvent event : found) {
            long ago = Math.max(0, Duration.between(event.time(), now.wall()).toNanos());
            decisions.recall(event, now.monotonicNanos() - ago);
        }
        decisions.recalled(now.monotonicNanos());
    }

    private static boolean isTooOld(LoggedEvent event, Moment now) {
        return Duration.between(event.time(), now.wall()).compareTo(DAYS) > 0;
    }

    private static boolean mayMatter(RawLine line) {
        String text = line.text();
        return text.contains("\"kind\":\"alert\"")
                || text.contains("\"incident\":\"")
                || text.contains("\"notify.send\"")
                || text.contains("\"config.reload\"")
                || text.contains("\"events.reserve\"");
    }
}
