package dev.sessionwatchdog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every answer in JSON names a published schema, and is valid by it.
final class AnswerSchemasTest {

    /// They answer a machine by an exit code, by a file, or not at all.
    private static final Set<String> WITHOUT_AN_ANSWER =
            Set.of("run", "demo", "completion", "help", "check-config");

    private static final String LOCK = "5f0c7a52.jsonl.lock";

    @TempDir private Path home = Path.of("");

    private Path store = Path.of("");
    private final Set<String> verbs = new TreeSet<>();
    private final Set<String> schemas = new TreeSet<>();

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private Path write(String name, String content) throws IOException {
        Path file = Files.writeString(store.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    /// A tree with one orphan and one lock of a process that is gone, and a configuration that does
    /// not wait long.
    private void tree() throws IOException {
        Path root = home.toRealPath().resolve("openclaw");
        store = Files.createDirectories(root.resolve("agents/main/sessions"));
        write("sessions.json", "{\"agent:main:main\":{\"sessionId\":\"5f0c7a52\"}}");
        write("5f0c7a52.jsonl", "{}\n");
        write(LOCK, "{\"pid\":999999999,\"createdAt\":\"2026-01-01T00:00:00Z\"}");
        Path orphan = write("sessions.json.4be19c52-3f0e-4c57-9a57-5a0d3f4f9a10.tmp", "x");
        Files.setLastModifiedTime(orphan, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        Path config = home.resolve("c.yaml");
        Files.writeString(
                config,
                "version: 1\ndrill: true\nroots:\n  - path: \"%s\"\n".formatted(root)
                        + "tmp: { older_than: 1s, confirm_gap: 1s }\n"
                        + "locks: { confirm_gap: 1s }\n");
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
    }

    private void theGatewayReadsDirectories() throws IOException {
        Path config = home.resolve("c.yaml");
        Files.writeString(
                config,
                Files.readString(config)
                        .replace("\"\ntmp:", "\"\n    gateway_reads: directory\ntmp:"));
    }

    private JsonNode valid(String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--json", "--state-dir", home.resolve("state").toString()));
        all.addAll(List.of("--config", home.resolve("c.yaml").toString()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Cli.execute(
                new PrintWriter(out),
                new PrintWriter(err),
                Map.of("HOME", home.toString()),
                all.toArray(String[]::new));
        JsonNode answer = json(out.toString());
        String name = answer.path("schema").asString("");
        assertThat(name).as("%s: %s %s", all, out, err).matches("session-watchdog\\.[a-z-]+/1");
        assertThat(schema(name).validate(out.toString(), InputFormat.JSON))
                .as("%s: %s", all, out)
                .isEmpty();
        verbs.add(words[0]);
        schemas.add(name);
        return answer;
    }

    private static Schema schema(String name) throws IOException {
        String file = name.substring("session-watchdog.".length()).replace("/", "-v");
        try (InputStream published =
                Objects.requireNonNull(
                        AnswerSchemasTest.class.getResourceAsStream(
                                "/dev/sessionwatchdog/schema/answer/" + file + ".schema.json"),
                        name)) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(published);
        }
    }

    @Test
    void every_answer_of_every_verb_is_valid_by_its_published_schema() throws IOException {
        tree();
        valid("version");
        assertThat(valid("reload").path("daemons")).as("none runs").isEmpty();
        valid("config", "show");
        valid("config", "check");
        valid("status");
        valid("locks", "--all");
        valid("explain", LOCK);
        valid("explain", "lock.lapsed");
        valid("sweep", "--dry-run", "-q");
        valid("locks", "break", LOCK, "-q");
        valid("sweep", "-q");
        valid("status");
        JsonNode events = valid("events");
        String id = events.at("/events/1/event/id").asString();
        valid("events", "show", id);
        valid("events", "verify");
        valid("explain", id);
        valid("explain", events.at("/events/0/correlation/incident").asString());
        String item = valid("quarantine", "list").at("/items/0/id").asString();
        valid("quarantine", "show", item);
        valid("quarantine", "restore", item);
        valid("sweep", "-q");
        valid("pause", "--for", "30m", "--reason", "a test");
        valid("status");
        valid("resume");
        assertThat(valid("doctor").path("results")).hasSizeGreaterThan(20);
        valid("service", "print");
        String elsewhere = home.resolve("elsewhere").toString();
        valid("service", "install", "--system", "--for", "alice", "--destdir", elsewhere);
        valid("service", "uninstall", "--system", "--for", "alice", "--destdir", elsewhere);
        valid("report");
        valid("bundle", "-q");
        theGatewayReadsDirectories();
        valid("migrate", "status");
        assertThat(valid("migrate", "plan").path("stores")).hasSize(1);
        assertThat(valid("migrate", "run", "-y").at("/stores/0/outcome").asString())
                .isEqualTo("migrated");
        assertThat(valid("migrate", "rollback", "-y").at("/stores/0/identical").asBoolean())
                .isTrue();

        Set<String> wanted = new TreeSet<>(Verbs.ALL.keySet());
        wanted.removeAll(WITHOUT_AN_ANSWER);
        assertThat(verbs).isEqualTo(wanted);
        assertThat(schemas).isEqualTo(published());
    }

    private static Set<String> published() throws IOException {
        Set<String> names = new TreeSet<>();
        Path directory = Path.of("src/main/resources/dev/sessionwatchdog/schema/answer");
        try (Stream<Path> files = Files.list(directory)) {
            files.forEach(file -> {
                String name = file.getFileName().toString();
                names.add(
                        "session-watchdog."
                                + name.replace(".schema.json", "").replaceAll("-v(\\d+)$", "/$1"));
            });
        }
        return names;
    }
}
