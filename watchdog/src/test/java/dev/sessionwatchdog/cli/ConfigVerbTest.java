package dev.sessionwatchdog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.config.Resources;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConfigVerbTest {

    private static final String FIVE_ERRORS =
            """
            version: 1
            mode: enforced
            tmp:
              older_then: 1h
              older_than: 30s
              confirm_gap: 90
            watch:
              settle: 2s
              settle: 3s
            """;

    @TempDir Path home;
    private Path file = Path.of("");

    private record Said(int code, String out, String err) {}

    @BeforeEach
    void place_a_file() {
        file = home.resolve("watchdog.yaml");
    }

    private Said run(Map<String, String> environment, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Cli.execute(new PrintWriter(out), new PrintWriter(err), environment, args);
        return new Said(code, out.toString(), err.toString());
    }

    private Said run(String... args) {
        return run(Map.of("HOME", home.toString()), args);
    }

    private Said check(String text, String... more) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        List<String> args = new ArrayList<>(List.of("config", "check", file.toString()));
        args.addAll(List.of(more));
        return run(args.toArray(String[]::new));
    }

    @Test
    void five_different_errors_in_one_file_are_all_reported_with_positions_and_exit_78()
            throws IOException {
        Said said = check(FIVE_ERRORS);
        assertThat(said.code()).isEqualTo(78);
        assertThat(
                        said.err()
                                .lines()
                                .filter(line -> line.startsWith(file.toString()))
                                .map(line -> line.substring(file.toString().length())))
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .startsWith(
                                                ":2:7: mode: expected one of observe, enforce; found the text 'enforced'"),
                        line ->
                                assertThat(line)
                                        .startsWith(
                                                ":4:3: unknown setting 'older_then' below 'tmp'"),
                        line ->
                                assertThat(line)
                                        .startsWith(
                                                ":5:15: older_than: 30s is below the floor of 5m: "),
                        line ->
                                assertThat(line)
                                        .startsWith(
                                                ":6:16: confirm_gap: found the number 90 without a unit"),
                        line ->
                                assertThat(line)
                                        .startsWith(
                                                ":9:3: 'settle' is set twice, first in line 8"));
        assertThat(said.err())
                .contains("  did you mean 'older_than'?", "  did you mean 'enforce'?");
        assertThat(said.out()).isEqualTo("refused: " + file + " (5 errors)\n");
    }

    @Test
    void S92_a_threshold_below_its_floor_is_refused_with_line_and_reason_and_exit_78()
            throws IOException {
        Said said = check("version: 1\ntmp:\n  older_than: 30s\n");
        assertThat(said.code()).isEqualTo(78);
        assertThat(said.err())
                .startsWith(
                        file
                                + ":3:15: older_than: 30s is below the floor of 5m: a slow or stopped writer");
    }

    @Test
    void a_good_file_is_one_line() throws IOException {
        Said said = check("version: 1\nmode: observe\n");
        assertThat(said)
                .isEqualTo(
                        new Said(
                                0,
                                "ok: "
                                        + file
                                        + " (2 settings from the file, mode observe, roots "
                                        + home
                                        + "/.openclaw)\n",
                                ""));
    }

    @Test
    void settings_that_do_nothing_yet_are_notes_and_under_strict_errors() throws IOException {
        String text = "version: 1\nlimits:\n  events_per_second: 100\n";
        assertThat(check(text).code()).isZero();
        assertThat(check(text).err())
                .isEqualTo("accepted, not yet in force: limits.events_per_second (line 3)\n");
        Said strict = check(text, "--strict");
        assertThat(strict.code()).isEqualTo(78);
        assertThat(strict.out()).isEqualTo("refused: " + file + " (--strict)\n");
        assertThat(strict.err()).contains("limits.events_per_second (line 3)");
    }

    @Test
    void check_config_is_another_name_for_it() throws IOException {
        Files.writeString(file, "version: 2\n");
        assertThat(run("check-config", file.toString()).code()).isEqualTo(78);
        assertThat(run("-c", file.toString(), "check-config").code()).isEqualTo(78);
        assertThat(run("check-config").code()).isZero();
    }

    @Test
    void check_answers_in_json_on_stdout_alone() throws IOException {
        Said said = check(FIVE_ERRORS, "--json");
        assertThat(said.err()).isEmpty();
        JsonNode answer = JsonMapper.shared().readTree(said.out());
        assertThat(answer.get("schema").asString()).isEqualTo("session-watchdog.config-check/1");
        assertThat(answer.get("ok").asBoolean()).isFalse();
        assertThat(answer.get("errors")).hasSize(5);
        assertThat(answer.at("/errors/1/line").asInt()).isEqualTo(4);
        assertThat(answer.at("/errors/1/suggestion").asString()).isEqualTo("older_than");
    }

    @Test
    void show_names_the_origin_of_each_value() throws IOException {
        Files.writeString(file, "version: 1\ntmp: {older_than: 2h}\n");
        Said said =
                run(
                        "-c",
                        file.toString(),
                        "--root",
                        "/srv/a",
                        "--root",
                        "/srv/b",
                        "config",
                        "show");
        assertThat(said.code()).isZero();
        assertThat(said.out().lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "tmp.older_than \"2h\" # " + file + ":2",
                        "tmp.confirm_gap \"1m\" # default",
                        "roots[1].path \"/srv/b\" # command line",
                        "notify.exec [] # default",
                        "limits.events_per_second 500 # default, not yet in force");
    }

    @Test
    void show_answers_in_json() {
        JsonNode answer = JsonMapper.shared().readTree(run("config", "show", "--json").out());
        assertThat(answer.get("schema").asString()).isEqualTo("session-watchdog.config/1");
        assertThat(answer.get("sha256").asString()).hasSize(64);
        assertThat(answer.get("settings")).isNotEmpty();
        assertThat(answer.at("/settings/1"))
                .hasToString(
                        "{\"path\":\"mode\",\"value\":\"enforce\",\"origin\":\"default\",\"in_force\":true}");
    }

    @Test
    void show_ends_with_every_error_of_a_bad_file() throws IOException {
        Files.writeString(file, FIVE_ERRORS);
        Said said =
                run(
                        Map.of("HOME", home.toString(), "SESSION_WATCHDOG_CONFIG", file.toString()),
                        "config",
                        "show");
        assertThat(said.code()).isEqualTo(78);
        assertThat(said.out()).isEmpty();
        assertThat(said.err().lines().filter(line -> line.startsWith(file.toString()))).hasSize(5);
    }

    @Test
    void a_root_in_the_environment_counts_as_one_on_the_command_line() {
        Map<String, String> environment =
                Map.of("HOME", home.toString(), "SESSION_WATCHDOG_ROOT", "~/other");
        assertThat(run(environment, "config", "check").out())
                .isEqualTo(
                        "ok: built-in defaults (0 settings from the file, mode enforce, roots "
                                + home
                                + "/other)\n");
        assertThat(run(environment, "--root", "/srv/a", "config", "check").out())
                .contains("roots /srv/a)");
    }

    @Test
    void the_published_texts_come_byte_for_byte() {
        assertThat(run("config", "defaults").out().getBytes(StandardCharsets.UTF_8))
                .isEqualTo(Resources.defaults());
        assertThat(run("config", "schema").out().getBytes(StandardCharsets.UTF_8))
                .isEqualTo(Resources.schema());
    }
}
