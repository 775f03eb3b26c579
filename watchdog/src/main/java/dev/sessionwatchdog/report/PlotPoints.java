package dev.sessionwatchdog.report;

import dev.sessionwatchdog.incident.LoggedEvent;
import dev.sessionwatchdog.report.Plots.Bucket;
import dev.sessionwatchdog.report.Plots.Level;
import dev.sessionwatchdog.report.Plots.LockAge;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Collects what is drawn, from events that come oldest first.
final class PlotPoints {

    private static final int BUCKETS = 120;
    private static final int MAX_POINTS = 5_000;

    private final List<LockAge> locks = new ArrayList<>();
    private final List<Done> done = new ArrayList<>();
    private final List<Level> quarantine = new ArrayList<>();
    private long items;

    private record Done(Instant time, long bytes) {}

    void accept(LoggedEvent event) {
        lock(event);
        if (event.phase().equals("done") && !event.action().startsWith("daemon.")) {
            done.add(new Done(event.time(), event.json().path("bytes_reclaimed").asLong(0)));
            level(event);
        }
    }

    private void lock(LoggedEvent event) {
        JsonNode lease = event.json().path("lock").path("lease");
        if (lease.path("lapsed_ms").isNumber() && locks.size() < MAX_POINTS) {
            locks.add(
                    new LockAge(
                            event.time(),
                            owner(event),
                            lease.path("lapsed_ms").asDouble() / 1000,
                            lease.path("limit_ms").asDouble(0) / 1000));
        }
    }

    private static String owner(LoggedEvent event) {
        JsonNode pid = event.json().path("owner").path("pid");
        return pid.isNumber() ? "process " + pid.asLong() : "no process known";
    }

    private void level(LoggedEvent event) {
        long change =
                switch (event.action()) {
                    case "quarantine.restore", "quarantine.purge" -> -1;
                    default -> event.undo().isPresent() ? 1 : 0;
                };
        items = Math.max(0, items + change);
        Optional<Level> last =
                quarantine.isEmpty() ? Optional.empty() : Optional.of(quarantine.getLast());
        if (change != 0 && quarantine.size() < MAX_POINTS) {
            if (last.isEmpty()) {
                quarantine.add(new Level(event.time(), 0));
            }
            quarantine.add(new Level(event.time(), items));
        }
    }

    Plots within(Report.Span time) {
        long first = time.from().getEpochSecond();
        long width = Math.max(1, (time.to().getEpochSecond() - first) / BUCKETS + 1);
        int count = (int) ((time.to().getEpochSecond() - first) / width) + 1;
        long[] bytes = new long[count];
        long[] acts = new long[count];
        for (Done act : done) {
            int at = (int) ((act.time().getEpochSecond() - first) / width);
            if (at >= 0 && at < count) {
                bytes[at] += act.bytes();
                acts[at]++;
            }
        }
        List<Bucket> activity = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            activity.add(new Bucket(Instant.ofEpochSecond(first + i * width), bytes[i], acts[i]));
        }
        return new Plots(List.copyOf(locks), activity, List.copyOf(quarantine));
    }
}
