package dev.sessionwatchdog.report;

import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.incident.Shown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A report as Markdown, for a terminal, a ticket or a chat. Texts from outside stand in tables as
/// text: nothing in them is a tag, a link or a cell of its own.
public final class ReportMarkdown {

    private static final int MAX_ROWS = 200;
    private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_\\[\\]<>|~#!&]");

    private final List<String> lines = new ArrayList<>();

    private ReportMarkdown() {}

    public static String of(Report report) {
        ReportMarkdown text = new ReportMarkdown();
        text.write(report);
        return String.join("\n", text.lines) + "\n";
    }

    private void write(Report report) {
        lines.add("# session-watchdog report");
        lines.add("");
        lines.add(
                "Made "
                        + report.generated()
                        + report.incident().map(id -> ", incident " + id).orElse(""));
        lines.add("");
        report.verdict().forEach(sentence -> lines.add("> " + text(sentence)));
        table(
                "Impact",
                List.of("what", "how much"),
                rows(
                        report.impact().entrySet(),
                        entry -> List.of(entry.getKey(), entry.getValue())));
        table(
                "Done",
                List.of("time", "what", "outcome", "path", "rule", "why"),
                rows(
                        report.acts(),
                        act ->
                                List.of(
                                        act.row().time().toString(),
                                        act.row().action(),
                                        act.outcome(),
                                        act.row().path(),
                                        act.rule(),
                                        act.why())));
        table(
                "Temporary files taken away",
                List.of("directory", "files", "size", "last", "example"),
                rows(
                        report.reaped(),
                        it ->
                                List.of(
                                        it.directory(),
                                        Long.toString(it.count()),
                                        Spans.bytes(it.bytes()),
                                        it.last().toString(),
                                        "#" + it.example().sequence())));
        table(
                "Left alone",
                List.of("what", "why", "times", "last", "example"),
                rows(
                        report.leftAlone(),
                        left ->
                                List.of(
                                        left.action(),
                                        left.reason(),
                                        Long.toString(left.count()),
                                        left.last().toString(),
                                        left.example())));
        table(
                "For a person",
                List.of("time", "what", "message"),
                rows(
                        report.alerts(),
                        row -> List.of(row.time().toString(), row.action(), row.gist())));
        table(
                "Incidents",
                List.of("id", "first", "last", "events", "subject", "state"),
                rows(
                        report.troubles(),
                        it ->
                                List.of(
                                        it.id(),
                                        it.first().toString(),
                                        it.last().toString(),
                                        Long.toString(it.events()),
                                        it.subject(),
                                        it.state())));
        table(
                "Not watched",
                List.of("kind", "from", "for", "what"),
                rows(
                        report.gaps(),
                        gap ->
                                List.of(
                                        gap.kind(),
                                        gap.from().toString(),
                                        Spans.words(Duration.between(gap.from(), gap.to())),
                                        gap.words())));
        table(
                "Problems of the log",
                List.of("problem"),
                rows(report.integrity().problems(), problem -> List.of(problem.sentence())));
        undo(report);
        table(
                "Configuration in force",
                List.of("setting", "value", "from"),
                rows(
                        report.configuration(),
                        each -> List.of(each.path(), each.value(), each.origin())));
    }

    private void undo(Report report) {
        heading("Undo");
        if (report.undo().isEmpty()) {
            lines.add("Nothing lies in quarantine to be put back.");
            return;
        }
        lines.add("```sh");
        report.undo().stream()
                .limit(MAX_ROWS)
                .forEach(undo ->
                        lines.add(
                                Shown.of(undo.command()).replace("`", "")
                                        + "   # "
                                        + Shown.of(undo.of()).replace("`", "'")));
        lines.add("```");
        more(report.undo().size());
    }

    private interface Cells<T> {
        List<String> of(T value);
    }

    private static <T> List<List<String>> rows(Iterable<T> values, Cells<T> cells) {
        List<List<String>> rows = new ArrayList<>();
        values.forEach(value -> rows.add(cells.of(value)));
        return rows;
    }

    private void table(String title, List<String> head, List<List<String>> rows) {
        heading(title);
        if (rows.isEmpty()) {
            lines.add("None.");
            return;
        }
        lines.add("| " + String.join(" | ", head) + " |");
        lines.add("|" + " --- |".repeat(head.size()));
        rows.stream()
                .skip(Math.max(0, rows.size() - MAX_ROWS))
                .map(row -> row.stream().map(ReportMarkdown::text).toList())
                .forEach(row -> lines.add("| " + String.join(" | ", row) + " |"));
        more(rows.size());
    }

    private void more(int count) {
        if (count > MAX_ROWS) {
            lines.add("");
            lines.add("The newest " + MAX_ROWS + " of " + count + ".");
        }
    }

    private void heading(String title) {
        lines.add("");
        lines.add("## " + title);
        lines.add("");
    }

    private static String text(String outside) {
        return SPECIAL.matcher(Shown.of(outside)).replaceAll("\\\\$0");
    }
}
