package dev.sessionwatchdog.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real programs that behave, and that do not.
class ChildProcessTest {

    private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/bin:/bin");

    @TempDir private Path directory = Path.of("");

    private static ChildProcess.Ended sh(String script, byte[] input, Duration most)
            throws Exception {
        return ChildProcess.run(List.of("/bin/sh", "-c", script), ENVIRONMENT, input, most);
    }

    private static ChildProcess.Ended sh(String script) throws Exception {
        return sh(script, new byte[0], Duration.ofSeconds(20));
    }

    @Test
    void it_reads_its_input_and_what_it_says_and_answers_comes_back() throws Exception {
        ChildProcess.Ended ended =
                sh(
                        "cat; echo to stderr >&2; exit 3",
                        "hello\n".getBytes(StandardCharsets.UTF_8),
                        Duration.ofSeconds(20));
        assertThat(ended).isEqualTo(new ChildProcess.Ended(3, true, "hello\nto stderr\n"));
    }

    @Test
    void its_environment_holds_nothing_but_what_is_given() throws Exception {
        List<String> names = sh("env").output().lines().map(line -> line.split("=", 2)[0]).toList();
        assertThat(names).contains("PATH").isSubsetOf("PATH", "PWD", "SHLVL", "_", "OLDPWD");
    }

    @Test
    void it_has_a_session_of_its_own_and_starts_at_the_top() throws Exception {
        List<String> said =
                sh("echo $$; cut -d' ' -f6 /proc/self/stat; pwd").output().lines().toList();
        assertThat(said.get(1)).isEqualTo(said.get(0));
        assertThat(said.get(2)).isEqualTo("/");
    }

    @Test
    void when_its_time_is_over_it_is_ended_with_all_that_it_has_started() throws Exception {
        Path pids = directory.resolve("pids");
        String script =
                "trap '' TERM HUP; (sh -c 'trap \"\" TERM HUP; sleep 300') & echo $! >%s; sleep 300"
                        .formatted(pids);
        long began = System.nanoTime();
        ChildProcess.Ended ended = sh(script, new byte[0], Duration.ofMillis(700));

        assertThat(ended.inTime()).isFalse();
        assertThat(ended.exitCode()).isEqualTo(-1);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
        assertGone(pids);
    }

    @Test
    void what_it_leaves_behind_is_ended_too() throws Exception {
        Path pids = directory.resolve("pids");
        ChildProcess.Ended ended = sh("sleep 300 & echo $! >%s; exit 0".formatted(pids));
        assertThat(ended.exitCode()).isZero();
        assertGone(pids);
    }

    private static void assertGone(Path pids) throws IOException {
        for (String pid : Files.readAllLines(pids)) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            ProcessHandle.of(Long.parseLong(pid))
                                    .filter(ProcessHandle::isAlive)
                                    .isEmpty());
        }
    }

    @Test
    void one_that_never_stops_talking_and_one_that_does_not_listen_are_bounded() throws Exception {
        ChildProcess.Ended talks = sh("yes", new byte[0], Duration.ofMillis(700));
        assertThat(talks.inTime()).isFalse();
        assertThat(talks.output()).hasSize(ChildProcess.MOST_OUTPUT);
        ChildProcess.Ended deaf = sh("exit 0", new byte[1 << 20], Duration.ofSeconds(20));
        assertThat(deaf.exitCode()).isZero();
    }

    @Test
    void one_that_is_not_there_or_cannot_be_run_is_an_error_of_its_own() throws Exception {
        Path text = Files.writeString(directory.resolve("text"), "x");
        for (Path program : List.of(directory.resolve("nobody"), text)) {
            assertThatThrownBy(() ->
                            ChildProcess.run(
                                    List.of(program.toString()),
                                    ENVIRONMENT,
                                    new byte[0],
                                    Duration.ofSeconds(5)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(program.toString());
        }
    }
}
