package dev.sessionwatchdog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionwatchdog.cli.DaemonOptions;
import dev.sessionwatchdog.cli.Failure;
import dev.sessionwatchdog.config.Config;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What stands behind the `=` of `-javaagent:`.
final class ArgumentTest {

    private static DaemonOptions parse(String text) {
        return Argument.parse(text, Map.of());
    }

    @Test
    void every_key_is_an_option_of_run_and_roots_may_be_several() {
        DaemonOptions options =
                parse("config=/etc/w.yaml,root=/a,root=/b c,state-dir=rel,mode=observe");

        assertThat(options.config()).contains(Path.of("/etc/w.yaml"));
        assertThat(options.roots()).containsExactly(Path.of("/a"), Path.of("/b c"));
        assertThat(options.stateDir()).contains(Path.of("rel"));
        assertThat(options.mode()).contains(Config.Mode.OBSERVE);
    }

    @Test
    void nothing_is_everything_at_its_default() {
        assertThat(parse(""))
                .isEqualTo(
                        new DaemonOptions(
                                Optional.empty(),
                                List.of(),
                                Optional.empty(),
                                Optional.empty(),
                                Map.of()));
    }

    @Test
    void a_backslash_makes_a_comma_and_a_backslash_part_of_a_path() {
        assertThat(parse("root=/a\\,b\\\\c,config=/d").roots()).containsExactly(Path.of("/a,b\\c"));
        assertThat(parse("root=/a\\,b\\\\c,config=/d").config()).contains(Path.of("/d"));
    }

    @ParameterizedTest
    @CsvSource({
        "'root=/a,conf=/b', 9, is not known",
        "'root=/a,,mode=observe', 9, has no =",
        "'observe', 1, has no =",
        "'root=', 1, has nothing after the =",
        "'mode=off', 1, is neither observe nor enforce",
        "'config=/a,root=/b\0', 11, is not a path"
    })
    void what_is_wrong_is_told_with_its_place_and_what_to_write(
            String text, int character, String what) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.exitCode()).isEqualTo(2))
                .hasMessageContaining("at character " + character + ":")
                .hasMessageContaining(what);
    }

    @Test
    void what_the_services_manager_gave_the_program_is_not_ours() {
        DaemonOptions options =
                Argument.parse(
                        "",
                        Map.of(
                                "STATE_DIRECTORY", "/var/lib/gateway",
                                "LOGS_DIRECTORY", "/var/log/gateway",
                                "NOTIFY_SOCKET", "/run/systemd/notify",
                                "HOME", "/home/u"));

        assertThat(options.environment()).containsExactly(Map.entry("HOME", "/home/u"));
    }
}
