package dev.sessionwatchdog.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StatePlacesTest {

    private static final Path HOME = Path.of("/home/me");
    private static final Map<String, String> UNIT =
            Map.of(
                    "STATE_DIRECTORY", "/var/lib/swd:/other",
                    "LOGS_DIRECTORY", "/var/log/swd:/other",
                    "XDG_STATE_HOME", "/xdg");

    @Test
    void the_option_wins_over_everything() {
        assertThat(events(Optional.of("/s"), Optional.of("/e"), UNIT, "Linux"))
                .isEqualTo("/s/events");
        assertThat(state(Optional.of("/s"), UNIT, "Linux")).isEqualTo("/s");
    }

    @Test
    void the_setting_wins_over_the_environment() {
        assertThat(events(Optional.empty(), Optional.of("/e"), UNIT, "Linux")).isEqualTo("/e");
        assertThat(events(Optional.empty(), Optional.of("~/e"), UNIT, "Linux"))
                .isEqualTo("/home/me/e");
    }

    @Test
    void a_unit_uses_the_first_directory_that_it_is_given() {
        assertThat(events(Optional.empty(), Optional.empty(), UNIT, "Linux"))
                .isEqualTo("/var/log/swd");
        assertThat(state(Optional.empty(), UNIT, "Linux")).isEqualTo("/var/lib/swd");
    }

    @Test
    void without_a_unit_it_is_the_users_state_home() {
        assertThat(events(Optional.empty(), Optional.empty(), Map.of(), "Linux"))
                .isEqualTo("/home/me/.local/state/session-watchdog/events");
        Map<String, String> xdg = Map.of("XDG_STATE_HOME", "/xdg");
        assertThat(events(Optional.empty(), Optional.empty(), xdg, "Linux"))
                .isEqualTo("/xdg/session-watchdog/events");
        assertThat(state(Optional.empty(), xdg, "Linux")).isEqualTo("/xdg/session-watchdog");
    }

    @Test
    void a_relative_state_home_is_ignored() {
        assertThat(state(Optional.empty(), Map.of("XDG_STATE_HOME", "here"), "Linux"))
                .isEqualTo("/home/me/.local/state/session-watchdog");
    }

    @Test
    void on_macos_it_is_the_users_library() {
        assertThat(events(Optional.empty(), Optional.empty(), Map.of(), "Mac OS X"))
                .isEqualTo("/home/me/Library/Logs/session-watchdog");
        assertThat(state(Optional.empty(), Map.of(), "Mac OS X"))
                .isEqualTo("/home/me/Library/Application Support/session-watchdog");
    }

    private static String state(
            Optional<String> option, Map<String, String> environment, String os) {
        return StatePlaces.state(option.map(Path::of), environment, HOME, os).toString();
    }

    private static String events(
            Optional<String> option,
            Optional<String> setting,
            Map<String, String> environment,
            String os) {
        return StatePlaces.events(option.map(Path::of), setting, environment, HOME, os).toString();
    }
}
