package dev.sessionwatchdog.report;

import dev.sessionwatchdog.incident.LoggedEvent;
import dev.sessionwatchdog.report.Report.Gap;
import dev.sessionwatchdog.report.Report.Row;
import dev.sessionwatchdog.report.Report.Span;
import dev.sessionwatchdog.report.Report.Trouble;
import dev.sessionwatchdog.store.forensic.Verification;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Makes a report from the events of a log, shown one by one, oldest first; holds a bounded part of
/// them.
public final class ReportBuilder {

    private static final int MAX_ROWS = 5_000;

    /// Of a message in the timeline; `events show` has all of it.
    private static final int MAX_TEXT = 600;

    private static final int MAX_ALERTS = 500;
    private static final int MAX_TROUBLES = 1_000;

    private final Predicate<LoggedEvent> wanted;
    private final Predicate<LoggedEvent> inTime;
    private final GapFinder gaps = new GapFinder();
    private final ActFinder acts = new ActFinder();
    private final PlotPoints points = new PlotPoints();
    private final Deque<Row> rows = new ArrayDeque<>();
    private final Deque<Row> alerts = new ArrayDeque<>();
    private final Map<String, Trouble> troubles = new LinkedHashMap<>();
    private final SequencedSet<String> configurations = new TreeSet<>();
    private final SequencedSet<String> sessions = new TreeSet<>();
    private Optional<Span> time = Optional.empty();
    private long events;
    private long rowsLeftOut;
    private long alertCount;

    /// @param wanted what the report is about
    /// @param inTime its time, in which gaps count whatever else is wanted
    public ReportBuilder(Predicate<LoggedEvent> wanted, Predicate<LoggedEvent> inTime) {
        this.wanted = wanted;
        this.inTime = inTime;
    }

    public void accept(LoggedEvent event) {
        if (inTime.test(event)) {
            gaps.accept(event);
        }
        if (!wanted.test(event)) {
            return;
        }
        events++;
        time = Optional.of(new Span(time.map(Span::from).orElse(event.time()), event.time()));
        event.text("config", "sha256").ifPresent(configurations::add);
        Row row = row(event);
        acts.accept(event, row);
        points.accept(event);
        trouble(event, row);
        keep(event, row);
    }

    private static Row row(LoggedEvent event) {
        return new Row(
                event.sequence(),
                event.time(),
                event.level(),
                event.text("event", "kind").orElse("event"),
                event.action(),
                event.phase(),
                event.text("file", "agent").orElse(""),
                path(event),
                event.text("correlation", "incident").orElse(""),
                shortened(event.gist()));
    }

    private static String shortened(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + " ...";
    }

    /// Below its root, where it says which that is.
    private static String path(LoggedEvent event) {
        String path = event.text("file", "path").orElse("");
        String root = event.text("file", "root").orElse("") + "/";
        return path.startsWith(root) && root.length() > 1 ? path.substring(root.length()) : path;
    }

    private void keep(LoggedEvent event, Row row) {
        if (row.kind().equals("alert")) {
            alertCount++;
            alerts.addLast(row);
            if (alerts.size() > MAX_ALERTS) {
                alerts.removeFirst();
            }
        }
        if (event.action().equals("lock.break") && event.phase().equals("done")) {
            sessions.add(row.path());
        }
        boolean idle =
                event.action().equals("sweep.summary")
                        && event.json().path("sweep").path("planned").asInt(0) == 0;
        if (!idle) {
            rows.addLast(row);
            if (rows.size() > MAX_ROWS) {
                rows.removeFirst();
                rowsLeftOut++;
            }
        }
    }

    private void trouble(LoggedEvent event, Row row) {
        if (row.incident().isEmpty()) {
            return;
        }
        Trouble before = troubles.get(row.incident());
        if (before == null && troubles.size() >= MAX_TROUBLES) {
            return;
        }
        troubles.put(
                row.incident(),
                new Trouble(
                        row.incident(),
                        before == null ? event.time() : before.first(),
                        event.time(),
                        before == null ? 1 : before.events() + 1,
                        before == null || before.subject().isEmpty()
                                ? row.path()
                                : before.subject(),
                        event.action() + " " + event.phase()));
    }

    /// @param integrity of the whole log
    /// @param configuration in force now
    public Report build(
            Instant now,
            Optional<Instant> since,
            Optional<Instant> until,
            Optional<String> incident,
            Verification integrity,
            List<Report.Setting> configuration) {
        Span span = time.orElse(new Span(since.orElse(now), until.orElse(now)));
        List<Gap> within =
                gaps.found().stream()
                        .filter(gap ->
                                !gap.to().isBefore(span.from()) && !gap.from().isAfter(span.to()))
                        .toList();
        Verdict verdict = new Verdict(acts, events, alertCount, sessions.size(), span);
        return new Report(
                now,
                since,
                until,
                incident,
                time,
                verdict.sentences(integrity),
                verdict.impact(within),
                integrity,
                within,
                List.copyOf(rows),
                rowsLeftOut,
                acts.acts(),
                acts.actsLeftOut(),
                acts.reaped(),
                acts.leftAlone(),
                List.copyOf(alerts),
                List.copyOf(troubles.values()),
                acts.undo(),
                points.within(span),
                configuration,
                new ArrayList<>(configurations));
    }
}
