package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.service.PropertyList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The built program, started as launchd starts the job of `launchd/`: with its arguments and its
/// environment, and again after every exit but 0.
final class LaunchdIT {

    private static final int MOST_STARTS = 3;

    @TempDir private Path home = Path.of("");

    /// @param said by the last of them
    private record Ended(int starts, int lastCode, String said) {}

    /// What `KeepAlive` with `SuccessfulExit` false does, without the waits.
    private Ended load(String file) throws Exception {
        Map<String, Object> job =
                PropertyList.parse(
                        Files.readString(Path.of("../launchd").resolve(file))
                                .replace("/Users/USERNAME", home.toString()));
        assertThat(job.get("KeepAlive")).isEqualTo(Map.of("SuccessfulExit", false));
        List<String> command = new ArrayList<>(List.of(Launched.launcher().toString()));
        List<?> arguments = (List<?>) Objects.requireNonNull(job.get("ProgramArguments"));
        arguments.stream().skip(1).map(String::valueOf).forEach(command::add);
        Map<String, String> environment = new HashMap<>(Map.of("PATH", "/usr/bin:/bin"));
        environment.put("HOME", home.toString());
        environment.put("XPC_SERVICE_NAME", String.valueOf(job.get("Label")));
        ((Map<?, ?>) Objects.requireNonNull(job.get("EnvironmentVariables")))
                .forEach((key, value) -> environment.put((String) key, (String) value));
        int starts = 0;
        Launched last;
        do {
            last = Launched.run(Path.of("/"), environment, command);
            starts++;
        } while (last.exitCode() != 0 && starts < MOST_STARTS);
        return new Ended(starts, last.exitCode(), last.err());
    }

    private Ended loadAgent() throws Exception {
        return load("ai.openclaw.session-watchdog.plist");
    }

    private void configure(String text) throws IOException {
        Path directory = Files.createDirectories(home.resolve(".config/session-watchdog"));
        Files.writeString(directory.resolve("session-watchdog.yaml"), "version: 1\n" + text);
    }

    @Test
    void a_configuration_with_a_wrong_word_is_said_once_and_never_loops() throws Exception {
        configure("moed: enforce\n");

        Ended ended = loadAgent();

        assertThat(ended.starts()).isOne();
        assertThat(ended.said())
                .contains("session-watchdog.yaml:2:1")
                .contains("moed")
                .contains("not with 78")
                .contains("launchctl kickstart gui/$(id -u)/ai.openclaw.session-watchdog");
    }

    @Test
    void a_daemon_for_the_system_says_how_its_own_domain_starts_it_again() throws Exception {
        configure("moed: enforce\n");

        assertThat(load("ai.openclaw.session-watchdog.daemon.plist").said())
                .contains("sudo launchctl kickstart system/ai.openclaw.session-watchdog.daemon.");
    }

    @Test
    void a_second_watchdog_of_one_tree_never_loops() throws Exception {
        Path root = home.resolve(".openclaw");
        Files.createDirectories(root.resolve("agents/main/sessions"));
        Installed first = Installed.in(home.resolve("first"), "");
        try (RunningDaemon _ = RunningDaemon.start(first, root)) {
            Ended ended = loadAgent();

            assertThat(ended.starts()).isOne();
            assertThat(ended.said()).contains("another session-watchdog").contains("not with 7,");
        }
    }

    private static String roots(Path root) {
        return "roots:\n  - path: \"" + root + "\"\n";
    }

    @Test
    void an_ordinary_failure_is_told_to_launchd_which_starts_it_again() throws Exception {
        configure(roots(home.resolve("not-there")));

        Ended ended = loadAgent();

        assertThat(ended.starts()).isEqualTo(MOST_STARTS);
        assertThat(ended.lastCode()).isEqualTo(1);
        assertThat(ended.said()).contains("not-there").doesNotContain("launchd");
    }
}
