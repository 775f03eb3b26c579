package dev.sessionwatchdog.report;

import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A report as JSON of the schema `session-watchdog.report/1`, and the part of it that a page
/// carries for its plots.
public final class ReportJson {

    public static final String SCHEMA = "session-watchdog.report/1";

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                    .build();

    private ReportJson() {}

    public static ObjectNode of(Report report) {
        ObjectNode json = MAPPER.createObjectNode().put("schema", SCHEMA);
        json.put("generated", report.generated().toString());
        report.since().map(Instant::toString).ifPresent(since -> json.put("since", since));
        report.until().map(Instant::toString).ifPresent(until -> json.put("until", until));
        report.incident().ifPresent(incident -> json.put("incident", incident));
        report.verdict().forEach(json.putArray("verdict")::add);
        ObjectNode impact = json.putObject("impact");
        report.impact().forEach((name, value) -> impact.put(name.replace(' ', '_'), value));
        integrity(report, json.putObject("integrity"));
        each(
                json.putArray("gaps"),
                report.gaps(),
                (gap, node) ->
                        node.put("kind", gap.kind())
                                .put("from", gap.from().toString())
                                .put("to", gap.to().toString())
                                .put("words", gap.words()));
        each(json.putArray("acts"), report.acts(), ReportJson::act);
        each(
                json.putArray("reaped"),
                report.reaped(),
                (reaped, node) ->
                        node.put("directory", reaped.directory())
                                .put("count", reaped.count())
                                .put("bytes", reaped.bytes())
                                .put("first", reaped.first().toString())
                                .put("last", reaped.last().toString())
                                .put("example", reaped.example().sequence()));
        json.put("acts_left_out", report.actsLeftOut());
        each(
                json.putArray("left_alone"),
                report.leftAlone(),
                (left, node) ->
                        node.put("action", left.action())
                                .put("reason", left.reason())
                                .put("count", left.count())
                                .put("last", left.last().toString())
                                .put("example", left.example()));
        each(json.putArray("alerts"), report.alerts(), ReportJson::row);
        each(
                json.putArray("incidents"),
                report.incidents(),
                (trouble, node) ->
                        node.put("id", trouble.id())
                                .put("first", trouble.first().toString())
                                .put("last", trouble.last().toString())
                                .put("events", trouble.events())
                                .put("subject", trouble.subject())
                                .put("state", trouble.state()));
        each(
                json.putArray("undo"),
                report.undo(),
                (undo, node) -> node.put("command", undo.command()).put("of", undo.of()));
        configuration(report, json.putObject("configuration"));
        json.set("series", plots(report));
        each(json.putArray("timeline"), report.rows(), ReportJson::row);
        json.put("timeline_left_out", report.rowsLeftOut());
        return json;
    }

    private static <T> void each(ArrayNode array, List<T> values, BiConsumer<T, ObjectNode> into) {
        values.forEach(value -> into.accept(value, array.addObject()));
    }

    private static void row(Report.Row row, ObjectNode node) {
        node.put("sequence", row.sequence())
                .put("time", row.time().toString())
                .put("level", row.level())
                .put("kind", row.kind())
                .put("action", row.action())
                .put("phase", row.phase())
                .put("agent", row.agent())
                .put("path", row.path())
                .put("incident", row.incident())
                .put("message", row.gist());
    }

    private static void act(Report.Act act, ObjectNode node) {
        row(act.row(), node);
        node.put("outcome", act.outcome())
                .put("rule", act.rule())
                .put("why", act.why())
                .put("bytes", act.bytes())
                .put("undo", act.undo());
    }

    private static void integrity(Report report, ObjectNode node) {
        node.put("sound", report.integrity().sound())
                .put("events", report.integrity().lines())
                .put("problem_count", report.integrity().problemCount())
                .put("open_intent_count", report.integrity().openIntentCount());
        ArrayNode problems = node.putArray("problems");
        report.integrity().problems().forEach(problem -> problems.add(problem.sentence()));
    }

    private static void configuration(Report report, ObjectNode node) {
        report.configurations().forEach(node.putArray("sha256")::add);
        ObjectNode settings = node.putObject("settings");
        report.configuration().forEach(each -> settings.put(each.path(), each.value()));
    }

    private static ObjectNode plots(Report report) {
        ObjectNode node = MAPPER.createObjectNode();
        each(
                node.putArray("locks"),
                report.plots().locks(),
                (point, into) ->
                        into.put("t", point.time().getEpochSecond())
                                .put("owner", point.owner())
                                .put("s", point.seconds())
                                .put("limit", point.limit()));
        each(
                node.putArray("activity"),
                report.plots().activity(),
                (bucket, into) ->
                        into.put("t", bucket.from().getEpochSecond())
                                .put("bytes", bucket.bytes())
                                .put("acts", bucket.acts()));
        each(
                node.putArray("quarantine"),
                report.plots().quarantine(),
                (level, into) ->
                        into.put("t", level.time().getEpochSecond()).put("items", level.items()));
        each(
                node.putArray("gaps"),
                report.gaps(),
                (gap, into) ->
                        into.put("kind", gap.kind())
                                .put("from", gap.from().getEpochSecond())
                                .put("to", gap.to().getEpochSecond()));
        return node;
    }

    /// What the plots are drawn from, safe between the tags of a script: nothing in it ends the
    /// script, begins a comment or ends a line of one.
    public static String embedded(Report report) {
        return MAPPER.writeValueAsString(plots(report))
                .replace("&", "\\u0026")
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }
}
