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

    private int execute(String... args) {
        return Cli.execute(new PrintWriter(out), new PrintWriter(err), Map.of(), args);
    }
}
