package dev.sessionwatchdog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.incident.EcsForm;
import dev.sessionwatchdog.incident.LoggedEvent;
import dev.sessionwatchdog.incident.RealLog;
import dev.sessionwatchdog.incident.WrittenEvent;
import dev.sessionwatchdog.store.forensic.ForensicReader;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Phase;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What other programs read of the log, read by parsers that are not ours.
final class EventFormatsTest {

    private static final List<String> HOSTILE =
            List.of(
                    "=cmd|' /C calc'!A0",
                    "+1",
                    "-1",
                    "@SUM(A1)",
                    "a \"quoted\", and\r\na second line",
                    "\u202e gpj.exe \u0007",
                    "<script>alert(1)</script>",
                    "");

    @TempDir private Path directory = Path.of("");

    private final List<LoggedEvent> events = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
        try (RealLog log = RealLog.in(directory)) {
            String intent = log.write(WrittenEvent.reap(Phase.INTENT, "main", Optional.empty()));
            log.write(WrittenEvent.reap(Phase.DONE, "main", Optional.of(intent)));
            for (String message : HOSTILE) {
                log.write(WrittenEvent.said("daemon.start", Level.INFO, message));
            }
            new ForensicReader(log.directory)
                    .oldestFirst(line -> {
                        LoggedEvent.parse(line).ifPresent(events::add);
                        return true;
                    });
        }
    }

    private List<CSVRecord> rows() throws IOException {
        StringBuilder text = new StringBuilder(EventText.CSV_HEADER).append("\r\n");
        events.forEach(event -> text.append(EventText.csv(event)).append("\r\n"));
        CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
        try (CSVParser parser = CSVParser.parse(new StringReader(text.toString()), format)) {
            return parser.getRecords();
        }
    }

    @Test
    void csv_is_read_back_cell_by_cell_by_another_parser() throws IOException {
        List<CSVRecord> rows = rows();

        assertThat(rows).hasSameSizeAs(events);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i).isConsistent()).isTrue();
            assertThat(rows.get(i).get("id")).isEqualTo(events.get(i).id());
            assertThat(rows.get(i).get("sequence")).isEqualTo(Long.toString(i + 1L));
            assertThat(rows.get(i).get("action")).isEqualTo(events.get(i).action());
        }
        assertThat(rows.getFirst().get("path")).isEqualTo("/t/agents/main/x.tmp");
        assertThat(rows.getFirst().get("incident")).isEqualTo("inc-main");
    }

    @Test
    void no_cell_of_a_csv_is_a_formula_or_holds_a_control_character() throws IOException {
        for (CSVRecord row : rows()) {
            for (String cell : row) {
                assertThat(cell).doesNotMatch("(?s)[=+\\-@].*");
                assertThat(cell.chars()).noneMatch(Character::isISOControl);
                assertThat(cell).doesNotContain("\u202e");
            }
        }
        assertThat(rows().get(2).get("message")).isEqualTo("'=cmd|' /C calc'!A0");
    }

    /// Fields of ECS 8.17 as its reference lists them.
    private static final Set<String> ECS =
            Set.of(
                    "@timestamp",
                    "message",
                    "ecs.version",
                    "log.level",
                    "event.id",
                    "event.sequence",
                    "event.kind",
                    "event.action",
                    "event.reason",
                    "event.outcome",
                    "event.module",
                    "event.dataset",
                    "event.severity",
                    "host.id",
                    "host.name",
                    "host.os.type",
                    "service.name",
                    "service.version",
                    "service.node.name",
                    "user.id",
                    "file.path",
                    "file.type",
                    "file.device",
                    "file.inode",
                    "file.size",
                    "file.mtime",
                    "file.ctime",
                    "file.mode",
                    "rule.id",
                    "rule.version",
                    "process.pid",
                    "process.executable",
                    "process.command_line",
                    "error.type",
                    "error.code",
                    "error.message");

    private static void fields(String path, JsonNode node, Set<String> into) {
        if (!node.isObject()) {
            into.add(path);
        }
        node.properties()
                .forEach(member -> {
                    String name = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
                    if (!name.equals("session_watchdog") && !name.equals("labels")) {
                        fields(name, member.getValue(), into);
                    }
                });
    }

    @Test
    void ecs_holds_only_fields_of_ecs_outside_of_our_own_namespace_and_loses_nothing() {
        for (LoggedEvent event : events) {
            JsonNode ecs = EcsForm.of(event);
            Set<String> used = new TreeSet<>();
            fields("", ecs, used);
            assertThat(used).isSubsetOf(ECS).contains("@timestamp", "event.action", "host.os.type");
            assertThat(ecs.at("/event/kind").asString()).isIn("event", "alert", "state", "metric");
            assertThat(ecs.at("/session_watchdog/chain/prev").asString())
                    .isEqualTo(event.json().at("/chain/prev").asString());
        }
        JsonNode reap = EcsForm.of(events.getFirst());
        assertThat(reap.at("/file/path").asString()).isEqualTo("/t/agents/main/x.tmp");
        assertThat(reap.at("/rule/version").isString()).as("a keyword").isTrue();
        assertThat(reap.at("/session_watchdog/event/phase").asString()).isEqualTo("intent");
        assertThat(reap.at("/session_watchdog/file/agent").asString()).isEqualTo("main");
        assertThat(reap.at("/session_watchdog/rule/checks")).hasSize(2);
        assertThat(reap.at("/session_watchdog/correlation/incident").asString())
                .isEqualTo("inc-main");
    }
}
