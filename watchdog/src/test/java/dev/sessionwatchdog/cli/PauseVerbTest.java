package dev.sessionwatchdog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// `pause`, `resume`, `status --watch` and `bundle` on real files, where no daemon runs.
final class PauseVerbTest {

    private static final String MARKER = "private words of a session";
    private static final String LOCK = "5f0c7a52.jsonl.lock";

    @TempDir private Path home = Path.of("");

    private Path root = Path.of("");
    private Path store = Path.of("");
    private Verb verb = new Verb(home);

    @BeforeEach
    void a_store() throws IOException {
        root = home.toRealPath().resolve("openclaw");
        store = Files.createDirectories(root.resolve("agents/secretagent/sessions"));
        verb = new Verb(home.toRealPath());
        Path config = home.resolve("c.yaml");
        Files.writeString(
                config,
                "version: 1\ndrill: true\nroots:\n  - path: \"%s\"\n".formatted(root)
                        + "tmp: { older_than: 1s, confirm_gap: 1s }\n"
                        + "locks: { confirm_gap: 1s }\n");
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
        write("sessions.json", "{\"agent:main:main\":{\"note\":\"%s\"}}".formatted(MARKER));
        write("5f0c7a52.jsonl", MARKER + "\n");
        write("sessions.json.4be19c52-3f0e-4c57-9a57-5a0d3f4f9a10.tmp", MARKER);
        write(
                LOCK,
                "{\"pid\":999999999,\"createdAt\":\"2026-01-01T00:00:00Z\",\"x\":\"%s\"}"
                        .formatted(MARKER));
    }

    private void write(String name, String content) throws IOException {
        Path file = Files.writeString(store.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private Verb.Answer run(String... words) {
        String[] all = new String[words.length + 2];
        System.arraycopy(words, 0, all, 0, words.length);
        all[words.length] = "--config";
        all[words.length + 1] = home.resolve("c.yaml").toString();
        return verb.run(all);
    }

    @Test
    void a_pause_is_told_by_status_until_it_is_ended() {
        Verb.Answer paused = run("pause", "--for", "30m", "--reason", "deploying\u202e");
        assertThat(paused.code()).as("%s", paused).isZero();
        assertThat(paused.out()).contains("paused until");
        assertThat(run("status").out())
                .contains("deploying\\u{202e}; end it: session-watchdog resume");
        assertThat(run("status", "--json").json().at("/roots/0/pause/reason").asString())
                .isEqualTo("deploying\\u{202e}");

        assertThat(run("resume").out()).contains("not paused");
        assertThat(run("status").out()).doesNotContain("paused");
        assertThat(run("resume").err()).contains("there was no pause");
    }

    @Test
    void a_sweep_by_hand_respects_a_pause() {
        run("pause", "--for", "30m", "--reason", "deploying");

        Verb.Answer swept = run("sweep", "-q", "--json");

        assertThat(swept.json().path("applied").asInt()).as("%s", swept).isZero();
        assertThat(store.resolve(LOCK)).exists();
    }

    @Test
    void a_pause_has_a_reason_and_an_end_within_a_week() {
        assertThat(run("pause", "--for", "30m").code()).isEqualTo(ExitCode.USAGE);
        assertThat(run("pause", "--reason", "x").code()).isEqualTo(ExitCode.USAGE);
        assertThat(run("pause", "--for", "8d", "--reason", "x").code()).isEqualTo(ExitCode.USAGE);
        assertThat(run("pause", "--for", "0s", "--reason", "x").code()).isEqualTo(ExitCode.USAGE);
        assertThat(run("status").out()).doesNotContain("paused");
    }

    @Test
    void watching_off_a_terminal_prints_once_and_plainly() {
        Verb.Answer watched = run("status", "--watch");

        assertThat(watched.code()).isZero();
        assertThat(watched.out()).contains("[--------------------]", LOCK).doesNotContain("\u001b");
    }

    @Test
    void a_bar_shows_how_much_of_the_time_is_over() {
        assertThat(bar(0, 100)).isEqualTo("[--------------------] ");
        assertThat(bar(50, 100)).isEqualTo("[##########----------] ");
        assertThat(bar(99, 100)).isEqualTo("[###################-] ");
        assertThat(bar(100, 100)).isEqualTo("[####################]!");
        assertThat(bar(900, 100)).isEqualTo("[####################]!");
        assertThat(bar(5, 0)).contains("?");
    }

    private static String bar(long elapsed, long limit) {
        return LeaseBar.of(
                JsonMapper.shared()
                        .createObjectNode()
                        .put("elapsed_ms", elapsed)
                        .put("limit_ms", limit));
    }

    @Test
    void s100_neither_the_log_nor_a_report_holds_anything_of_a_session() {
        run("sweep", "-q");

        for (String format : new String[] {"html", "md", "json"}) {
            String report = run("report", "--format", format).out();
            assertThat(report).contains(LOCK);
            assertThat(report.replace("\\\\", "")).doesNotContain(MARKER);
        }
    }

    @Test
    void s100_a_bundle_lists_what_is_in_it_and_holds_nothing_of_a_session_or_a_person()
            throws IOException {
        run("sweep", "-q");
        assertThat(run("bundle").err()).contains("nothing is written without -o");
        Path file = home.resolve("b.zip");

        Verb.Answer answer = run("bundle", "-o", file.toString());

        assertThat(answer.code()).as("%s", answer).isZero();
        Map<String, String> files = unpacked(file);
        assertThat(files.keySet())
                .containsExactlyInAnyOrder(
                        "about.txt",
                        "facts.json",
                        "status.json",
                        "config.json",
                        "verify.json",
                        "events.jsonl");
        files.keySet().forEach(name -> assertThat(answer.out()).contains(name));
        assertThat(files.get("events.jsonl")).contains("lock.break");
        String all = String.join("\n", files.values());
        assertThat(all)
                .doesNotContain(MARKER, "secretagent", home.toRealPath().toString())
                .contains("~/openclaw", "agents/a-");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(run("bundle", "-o", file.toString()).code()).isEqualTo(ExitCode.FAILED);
    }

    private static Map<String, String> unpacked(Path file) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                ByteArrayOutputStream content = new ByteArrayOutputStream();
                zip.transferTo(content);
                files.put(entry.getName(), content.toString(StandardCharsets.UTF_8));
            }
        }
        return files;
    }
}
