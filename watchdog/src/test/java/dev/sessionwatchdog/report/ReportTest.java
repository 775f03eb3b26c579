package dev.sessionwatchdog.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.cli.Verb;
import dev.sessionwatchdog.incident.LoggedEvent;
import dev.sessionwatchdog.incident.RealLog;
import dev.sessionwatchdog.incident.RecordedIncident;
import dev.sessionwatchdog.incident.WrittenEvent;
import dev.sessionwatchdog.store.forensic.ForensicVerifier;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Verification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The report read by a parser of HTML; what only a browser can tell is in [ReportBrowserTest].
final class ReportTest {

    @TempDir private Path home = Path.of("");

    private Verb verb = new Verb(home);

    @BeforeEach
    void at_home() {
        verb = new Verb(home);
    }

    private Document incident() throws Exception {
        RecordedIncident.writeTo(home.resolve("state"));
        return page();
    }

    private Document page(String... options) throws IOException {
        Path file = PrintedReport.html(home, options);
        Document page = Jsoup.parse(file, "UTF-8");
        Files.delete(file);
        return page;
    }

    private static byte[] sha256(byte[] content) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(content);
    }

    @Test
    void the_page_refers_to_nothing_and_its_policy_names_exactly_what_stands_in_it()
            throws Exception {
        Document page = incident();

        for (Element element : page.getAllElements()) {
            assertThat(element.attr("src")).as("%s", element.tagName()).isEmpty();
            assertThat(element.attr("style")).as("%s", element.tagName()).isEmpty();
            assertThat(element.attr("href")).matches("|#[a-z]+");
            assertThat(element.attributes().asList())
                    .noneMatch(attribute -> attribute.getKey().startsWith("on"));
        }
        assertThat(page.select("link, iframe, img, object, embed, base")).isEmpty();
        String policy = page.select("meta[http-equiv=Content-Security-Policy]").attr("content");
        assertThat(policy).startsWith("default-src 'none';");
        for (Element inline : page.select("style, script:not([type])")) {
            byte[] hash = sha256(inline.data().getBytes(StandardCharsets.UTF_8));
            assertThat(policy).contains("'sha256-" + Base64.getEncoder().encodeToString(hash));
        }
        assertThat(policy).doesNotContain("unsafe");
    }

    @Test
    void names_that_are_tags_are_text() throws Exception {
        Document page = incident();

        assertThat(page.select("script")).hasSize(2);
        assertThat(page.select("#done td.path").eachText())
                .contains("agents/" + RecordedIncident.TAG + "/sessions")
                .contains("agents/" + RecordedIncident.LONG + "/sessions")
                .contains("agents/\\u{202e}gpj.exe\\u{7}/sessions");
        assertThat(page.wholeText()).doesNotContain("\u202e", "\u0007");
    }

    @Test
    void a_script_cannot_be_ended_by_the_data_in_it() throws IOException {
        Report.Span span = new Report.Span(Instant.EPOCH, Instant.EPOCH.plusSeconds(9));
        String hostile = "</script><script>alert(1)</script><!--\u2028\u2029&amp;";
        Plots plots =
                new Plots(
                        List.of(new Plots.LockAge(Instant.EPOCH, hostile, 1, 2)),
                        List.of(),
                        List.of());
        Report report =
                new Report(
                        Instant.EPOCH,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(span),
                        List.of(),
                        Map.of(),
                        sound(),
                        List.of(),
                        List.of(),
                        0,
                        List.of(),
                        0,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        plots,
                        List.of(),
                        List.of());

        String data = ReportJson.embedded(report);

        assertThat(data).doesNotContain("<", ">", "&", "\u2028", "\u2029");
        JsonNode read = JsonMapper.shared().readTree(data);
        assertThat(read.at("/locks/0/owner").asString()).isEqualTo(hostile);
    }

    /// Of a log in which nothing stands yet.
    private Verification sound() throws IOException {
        try (RealLog log = RealLog.in(home.resolve("empty"))) {
            return ForensicVerifier.verify(log.directory);
        }
    }

    @Test
    void a_day_is_told_in_three_sentences_with_its_gaps_its_reasons_and_its_undo()
            throws Exception {
        Document page = incident();

        List<String> verdict = page.select(".verdict p").eachText();
        assertThat(verdict).hasSize(3);
        assertThat(verdict.get(0)).matches("In 1\\dh\\d+m the watchdog did \\d{4} acts: .*");
        assertThat(verdict.get(1)).contains("alerts for a person");
        assertThat(verdict.get(2)).contains("The log holds", "things can be put back");
        assertThat(page.select("#time tbody tr td:first-child").eachText())
                .containsExactlyInAnyOrder("blind", "suspended", "down");
        assertThat(page.select("#left tbody td:nth-child(2)").eachText())
                .contains("symlink", "index-damaged", "lease-running-out");
        assertThat(page.select("#undo code").eachText())
                .hasSizeGreaterThan(50)
                .allMatch(command -> command.startsWith("session-watchdog quarantine restore q-"));
        assertThat(page.select("#alerts tbody td.word").eachText()).contains("break.ineffective");
    }

    @Test
    void one_incident_is_told_alone() throws Exception {
        RecordedIncident.writeTo(home.resolve("state"));
        String id =
                verb.run("events", "--json", "--action", "break.ineffective")
                        .json()
                        .at("/events/0/correlation/incident")
                        .asString();

        JsonNode report = verb.run("report", "--incident", id, "--json").json();

        assertThat(report.path("incident").asString()).isEqualTo(id);
        Set<String> incidents =
                report.path("timeline")
                        .valueStream()
                        .map(row -> row.path("incident").asString())
                        .collect(Collectors.toSet());
        assertThat(incidents).containsExactly(id);
        Set<String> actions =
                report.path("timeline")
                        .valueStream()
                        .map(row -> row.path("action").asString())
                        .collect(Collectors.toSet());
        assertThat(actions)
                .containsExactlyInAnyOrder("lock.suspect", "lock.break", "break.ineffective");
        assertThat(page("--incident", id).select("header .about").text()).contains(id);
    }

    @Test
    void until_leaves_out_what_came_later() throws Exception {
        RecordedIncident.writeTo(home.resolve("state"));

        JsonNode report =
                verb.run(
                                "report",
                                "--json",
                                "--since",
                                "2026-06-01T09:00:00Z",
                                "--until",
                                "2026-06-01T10:00:00Z")
                        .json();

        List<String> times =
                report.path("timeline")
                        .valueStream()
                        .map(row -> row.path("time").asString())
                        .toList();
        assertThat(times).isNotEmpty().allMatch(time -> time.startsWith("2026-06-01T09:"));
        assertThat(report.path("gaps").valueStream().map(gap -> gap.path("kind").asString()))
                .containsExactly("blind");
    }

    @Test
    void an_empty_choice_and_one_event_have_a_page_too() throws Exception {
        try (RealLog log = RealLog.in(home.resolve("state/events"))) {
            log.write(WrittenEvent.said("daemon.start", Level.INFO, "started"));
        }

        assertThat(page("--action", "nothing").select(".verdict p").eachText())
                .startsWith("The log has no event of this.");
        Document one = page();
        assertThat(one.select("#events tbody tr")).hasSize(1);
        assertThat(one.select(".verdict").text()).contains("nothing was changed on disk");
        assertThat(verb.run("report").out()).contains("## Undo", "Nothing lies in quarantine");
    }

    @Test
    void a_changed_log_is_told_first_and_where() throws Exception {
        RecordedIncident.writeTo(home.resolve("state"));
        Path file = home.resolve("state/events/events.jsonl");
        List<String> lines = Files.readAllLines(file);
        int changed = 4_000;
        while (!lines.get(changed).contains("tmp.reap")) {
            changed++;
        }
        lines.set(changed, lines.get(changed).replace("tmp.reap", "tmp.raep"));
        Files.write(file, lines);

        Document page = page();

        int sequence = changed + 1;
        assertThat(page.select(".verdict.unsound").text()).contains("THE LOG DOES NOT HOLD");
        assertThat(page.select("#integrity .problems li").eachText())
                .isNotEmpty()
                .anyMatch(problem -> problem.contains("sequence " + sequence));
    }

    @Test
    void markdown_holds_no_tag_of_an_agents_name() throws Exception {
        RecordedIncident.writeTo(home.resolve("state"));

        String text = verb.run("report").out();

        assertThat(text).contains("\\<script\\>alert(1)\\<").doesNotContain("<script>", "\u202e");
    }

    @Test
    void an_existing_file_is_not_replaced_and_the_ending_tells_the_format() throws Exception {
        try (RealLog log = RealLog.in(home.resolve("state/events"))) {
            log.write(WrittenEvent.said("daemon.start", Level.INFO, "started"));
        }
        Path json = home.resolve("r.json");

        assertThat(verb.run("report", "-o", json.toString()).code()).isZero();
        assertThat(verb.run("report", "-o", json.toString()).err()).contains("is not replaced");
        assertThat(verb.run("report", "-o", home.resolve("r.txt").toString()).code()).isEqualTo(2);
        assertThat(JsonMapper.shared().readTree(Files.readString(json)).path("schema").asString())
                .isEqualTo("session-watchdog.report/1");
    }

    /// From npm, `uplot@1.6.32`, file for file.
    @Test
    void the_chart_library_is_the_one_that_was_published() throws Exception {
        Map<String, String> published =
                Map.of(
                        "uPlot.iife.min.js",
                        "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f",
                        "uPlot.min.css",
                        "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04",
                        "uPlot.LICENSE",
                        "8f989229699b4fe2f1a0432d0e9edc338a8a911e250e2d1b01ecd770a5f5b1bd");
        for (Map.Entry<String, String> file : published.entrySet()) {
            byte[] content = ReportPage.resource(file.getKey()).getBytes(StandardCharsets.UTF_8);
            assertThat(HexFormat.of().formatHex(sha256(content)))
                    .as(file.getKey())
                    .isEqualTo(file.getValue());
        }
    }

    @Test
    void what_went_on_when_the_log_ends_is_a_gap_that_goes_on() {
        GapFinder finder = new GapFinder();
        for (String action : List.of("visibility.lost", "sweep.summary")) {
            finder.accept(
                    LoggedEvent.parse(
                                    """
                                    {"@timestamp":"2026-05-28T2%d:00:00Z","message":"m",
                                     "log":{"level":"info"},
                                     "event":{"id":"i","sequence":1,"action":"%s","phase":"observed"}}\
                                    """
                                            .formatted(action.length() % 2, action))
                            .orElseThrow());
        }

        assertThat(finder.found()).hasSize(1);
        assertThat(finder.found().getFirst().words()).endsWith("(goes on)");
    }
}
