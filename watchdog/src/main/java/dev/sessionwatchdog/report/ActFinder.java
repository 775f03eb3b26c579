package dev.sessionwatchdog.report;

import dev.sessionwatchdog.incident.LoggedEvent;
import dev.sessionwatchdog.report.Report.Act;
import dev.sessionwatchdog.report.Report.LeftAlone;
import dev.sessionwatchdog.report.Report.Reaped;
import dev.sessionwatchdog.report.Report.Row;
import dev.sessionwatchdog.report.Report.Undo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Pairs intents with their outcomes, and groups what was left alone by its reason; events come
/// oldest first.
final class ActFinder {

    private static final int MAX_ACTS = 2_000;
    private static final int MAX_REASONS = 500;

    private final Map<String, Act> acts = new LinkedHashMap<>();
    private final Map<String, LeftAlone> left = new LinkedHashMap<>();
    private final Map<String, Reaped> reaped = new LinkedHashMap<>();
    private final Map<String, Undo> undo = new LinkedHashMap<>();
    private final Map<String, Long> outcomes = new LinkedHashMap<>();
    private long leftOut;
    private long bytes;

    void accept(LoggedEvent event, Row row) {
        switch (event.phase()) {
            case "intent" -> acts.put(event.id(), act(event, row, "open"));
            case "done", "failed", "indeterminate", "overtaken" -> concluded(event, row);
            case "refused" -> {
                if (event.text("correlation", "intent").isPresent()) {
                    concluded(event, row);
                }
                leftAlone(event);
            }
            case "observed" -> {
                if (event.text("rule", "verdict").isPresent()) {
                    leftAlone(event);
                }
            }
            default -> {}
        }
        if (acts.size() > MAX_ACTS) {
            acts.remove(acts.keySet().iterator().next());
            leftOut++;
        }
    }

    private void concluded(LoggedEvent event, Row row) {
        Optional<String> intent = event.text("correlation", "intent");
        if (intent.isEmpty()) {
            return;
        }
        outcomes.merge(event.action() + " " + event.phase(), 1L, Long::sum);
        Act known = acts.get(intent.get());
        Act now =
                known == null
                        ? act(event, row, event.phase())
                        : new Act(
                                row,
                                event.phase(),
                                known.rule(),
                                known.why(),
                                bytes(event),
                                doneUndo(event));
        bytes += bytes(event);
        if (event.action().equals("tmp.reap") && event.phase().equals("done")) {
            acts.remove(intent.get());
            reaped(row, bytes(event));
        } else {
            acts.put(intent.get(), now);
        }
        if (event.phase().equals("done")) {
            undo(event, row);
        }
    }

    private void reaped(Row row, long bytes) {
        int end = row.path().lastIndexOf('/');
        String directory = end < 0 ? "" : row.path().substring(0, end);
        Reaped before = reaped.get(directory);
        if (before == null && reaped.size() >= MAX_REASONS) {
            return;
        }
        reaped.put(
                directory,
                before == null
                        ? new Reaped(directory, 1, bytes, row.time(), row.time(), row)
                        : new Reaped(
                                directory,
                                before.count() + 1,
                                before.bytes() + bytes,
                                before.first(),
                                row.time(),
                                row));
    }

    private void undo(LoggedEvent event, Row row) {
        Optional<String> restored = event.text("labels", "quarantine_id");
        if (event.action().startsWith("quarantine.")) {
            restored.ifPresent(undo::remove);
        } else {
            event.undo()
                    .ifPresent(command ->
                            undo.put(
                                    event.text("quarantine", "id").orElse(command),
                                    new Undo(command, row.path())));
        }
    }

    private static Act act(LoggedEvent event, Row row, String outcome) {
        return new Act(
                row,
                outcome,
                event.text("rule", "id").orElse(""),
                why(event),
                bytes(event),
                doneUndo(event));
    }

    private static String why(LoggedEvent event) {
        List<String> words = new ArrayList<>();
        event.text("event", "reason").ifPresent(words::add);
        for (LoggedEvent.Check check : event.checks()) {
            if (!check.limit().isEmpty() && !check.limit().equals(check.observed())) {
                words.add(check.name() + " " + check.observed() + " (limit " + check.limit() + ")");
            }
        }
        return String.join("; ", words);
    }

    private static String doneUndo(LoggedEvent event) {
        return event.phase().equals("done") ? event.undo().orElse("") : "";
    }

    private static long bytes(LoggedEvent event) {
        return event.phase().equals("done") ? event.json().path("bytes_reclaimed").asLong(0) : 0;
    }

    private void leftAlone(LoggedEvent event) {
        String reason = event.text("event", "reason").orElse(event.gist());
        String key = event.action() + " " + reason;
        LeftAlone before = left.get(key);
        Instant last = event.time();
        String path = event.text("file", "path").orElse("");
        if (before != null) {
            left.put(
                    key,
                    new LeftAlone(
                            event.action(), reason, before.count() + 1, last, path, event.gist()));
        } else if (left.size() < MAX_REASONS) {
            left.put(key, new LeftAlone(event.action(), reason, 1, last, path, event.gist()));
        }
    }

    List<Act> acts() {
        return List.copyOf(acts.values());
    }

    long actsLeftOut() {
        return leftOut;
    }

    long open() {
        return acts.values().stream().filter(act -> act.outcome().equals("open")).count();
    }

    long count(String action, String phase) {
        return outcomes.getOrDefault(action + " " + phase, 0L);
    }

    long countOf(String phase) {
        return outcomes.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(" " + phase))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    long bytes() {
        return bytes;
    }

    List<Reaped> reaped() {
        return List.copyOf(reaped.values());
    }

    List<LeftAlone> leftAlone() {
        return List.copyOf(left.values());
    }

    List<Undo> undo() {
        return List.copyOf(undo.values());
    }
}
