package dev.sessionwatchdog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchdTest {

    private static final Map<String, String> JOB =
            Map.of("SESSION_WATCHDOG_SERVICE", "launchd", "XPC_SERVICE_NAME", "ai.openclaw.x");

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 77, 78})
    void a_job_that_no_restart_would_help_ends_with_0(int code) {
        assertThat(Launchd.exitCode(code, JOB, "run")).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 6, 130, 143})
    void every_other_end_of_a_job_is_told_as_it_is(int code) {
        assertThat(Launchd.exitCode(code, JOB, "run")).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 77, 78, 130, 143})
    void a_person_at_a_shell_and_another_verb_of_the_job_see_every_code(int code) {
        assertThat(Launchd.exitCode(code, Map.of(), "run")).isEqualTo(code);
        assertThat(Launchd.exitCode(code, JOB, "config", "check")).isEqualTo(code);
        assertThat(Launchd.exitCode(code, JOB)).isEqualTo(code);
        assertThat(Launchd.exitCode(code, Map.of("SESSION_WATCHDOG_SERVICE", "systemd"), "run"))
                .isEqualTo(code);
    }
}
