package dev.sessionwatchdog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class VersionVerbTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void the_option_prints_name_and_version_on_one_line() {
        assertThat(execute("--version")).isZero();
        assertThat(out.toString()).matches("session-watchdog \\d+\\.\\d+\\.\\d+\\S*\\R");
    }

    @Test
    void outside_an_image_it_says_so() {
        assertThat(execute("version")).isZero();
        assertThat(out.toString().lines())
                .hasSize(3)
                .contains("session-watchdog " + Version.current(), "image none");
    }

    @Test
    void as_json_it_names_its_schema() {
        assertThat(execute("version", "--json")).isZero();
        JsonNode answer = new JsonMapper().readTree(out.toString());
        assertThat(answer.get("schema").asString()).isEqualTo("session-watchdog.version/1");
        assertThat(answer.get("version").asString()).isEqualTo(Version.current());
        assertThat(answer.get("java").get("version").asString()).startsWith("25");
        assertThat(answer.get("image").asBoolean()).isFalse();
        assertThat(answer.has("home")).isFalse();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void a_verb_that_stands_first_is_alone_and_all_others_are_there_otherwise() {
        assertThat(Verbs.calledBy("version", "run")).containsOnlyKeys("version");
        assertThat(Verbs.calledBy("-q", "version")).isEqualTo(Verbs.ALL);
        assertThat(Verbs.calledBy("help", "version")).isEqualTo(Verbs.ALL);
        assertThat(Verbs.calledBy("nonsense")).isEqualTo(Verbs.ALL);
        assertThat(Verbs.calledBy()).isEqualTo(Verbs.ALL);
    }

    @Test
    void options_may_stand_before_the_verb() {
        assertThat(execute("--json", "version")).isZero();
        assertThat(out.toString()).contains("session-watchdog.version/1");
    }

    @Test
    void what_is_wrong_around_a_verb_is_told_with_all_verbs_in_view() {
        assertThat(
                        Cli.execute(
                                new PrintWriter(out),
                                new PrintWriter(err),
                                Map.of("SESSION_WATCHDOG_COLOR", "nonsense"),
                                "version"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("nonsense").contains("quarantine");
        assertThat(out.toString()).isEmpty();
    }

    private int execute(String... args) {
        return Cli.execute(new PrintWriter(out), new PrintWriter(err), Map.of(), args);
    }
}
