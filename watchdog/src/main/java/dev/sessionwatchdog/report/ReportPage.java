package dev.sessionwatchdog.report;

import dev.sessionwatchdog.finding.Spans;
import dev.sessionwatchdog.incident.Shown;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.TreeSet;

/// A report with all that its page needs, which asks nobody for anything: styles, scripts and data
/// stand in it, and its policy lets the browser run exactly those.
///
/// @param style the content of its only style sheet
/// @param script the content of its only script
/// @param data JSON for the plots, safe between the tags of a script
public record ReportPage(Report report, String style, String script, String data) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /// Rows of the timeline that are printed on paper.
    private static final int ON_PAPER = 200;

    public static ReportPage of(Report report) throws IOException {
        return new ReportPage(
                report,
                resource("uPlot.min.css") + resource("report.css"),
                resource("uPlot.iife.min.js") + "\n" + resource("report.js"),
                ReportJson.embedded(report));
    }

    static String resource(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(ReportPage.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// Nothing may be loaded, sent or run but what stands in the page.
    public String policy() {
        return "default-src 'none'; script-src '"
                + hash(script)
                + "'; style-src '"
                + hash(style)
                + "'; base-uri 'none'; form-action 'none'";
    }

    private static String hash(String content) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(content.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    public String title() {
        return "session-watchdog report"
                + report.incident().map(id -> ", " + text(id)).orElse("")
                + report.time().map(time -> ", " + time(time.to())).orElse("");
    }

    public String time(Instant time) {
        return TIME.format(time);
    }

    public String text(String outside) {
        return Shown.of(outside);
    }

    public String bytes(long bytes) {
        return bytes == 0 ? "" : Spans.bytes(bytes);
    }

    public String length(Report.Gap gap) {
        return Spans.words(Duration.between(gap.from(), gap.to()));
    }

    /// A name for style sheets; whatever else an event calls its level has none.
    public String levelClass(String level) {
        return switch (level) {
            case "error", "warn", "info", "debug" -> "level-" + level;
            default -> "";
        };
    }

    public SequencedSet<String> actions() {
        SequencedSet<String> actions = new TreeSet<>();
        report.rows().forEach(row -> actions.add(text(row.action())));
        return actions;
    }

    /// Newest first: who opens this at night wants the end.
    public List<Report.Row> rows() {
        return report.rows().reversed();
    }

    public boolean onPaper(int index) {
        return index < ON_PAPER;
    }

    public Strip strip() {
        return Strip.of(report);
    }
}
