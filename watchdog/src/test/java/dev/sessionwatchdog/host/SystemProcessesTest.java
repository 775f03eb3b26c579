package dev.sessionwatchdog.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionwatchdog.observation.ProcessSight;
import dev.sessionwatchdog.observation.Visibility;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The processes of the machine that runs the tests, with native calls and without.
@EnabledOnOs(OS.LINUX)
@Timeout(30)
class SystemProcessesTest {

    private static Process shell(String script) throws IOException {
        return new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void our_own_process_runs_since_its_start_and_we_see(boolean nativeCalls) {
        SystemProcesses processes = new SystemProcesses(nativeCalls);
        assertThat(processes.visibility()).isEqualTo(new Visibility.Sees());
        Instant expected = ProcessHandle.current().info().startInstant().orElseThrow();
        assertThat(processes.look(ProcessHandle.current().pid()))
                .isInstanceOfSatisfying(
                        ProcessSight.Running.class,
                        running ->
                                assertThat(Duration.between(running.startedAt(), expected).abs())
                                        .isLessThan(Duration.ofSeconds(5)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_child_runs_until_it_has_exited_and_is_gone_then(boolean nativeCalls) throws Exception {
        SystemProcesses processes = new SystemProcesses(nativeCalls);
        Instant before = Instant.now().minusSeconds(5);
        Process child = shell("exec sleep 60");
        assertThat(processes.look(child.pid()))
                .isInstanceOfSatisfying(
                        ProcessSight.Running.class,
                        running ->
                                assertThat(running.startedAt())
                                        .isBetween(before, Instant.now().plusSeconds(5)));
        child.destroyForcibly();
        assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        await().until(() -> processes.look(child.pid()) instanceof ProcessSight.Gone);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_zombie_is_not_gone(boolean nativeCalls) throws Exception {
        // The shell becomes a process that never waits for the child that it had.
        Process parent = shell("sleep 0 & echo $!; exec sleep 60");
        try {
            byte[] line = new byte[32];
            int length = parent.getInputStream().read(line);
            long zombie =
                    Long.parseLong(new String(line, 0, length, StandardCharsets.UTF_8).strip());
            await().until(() -> state(zombie) == 'Z');
            assertThat(new SystemProcesses(nativeCalls).look(zombie))
                    .isNotInstanceOf(ProcessSight.Gone.class);
        } finally {
            parent.destroyForcibly().waitFor();
        }
    }

    private static char state(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_first_process_is_there(boolean nativeCalls) {
        assertThat(new SystemProcesses(nativeCalls).look(1))
                .isNotInstanceOf(ProcessSight.Gone.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 31, (1L << 32) + 1})
    void what_is_no_process_id_is_unknown_and_asks_no_one(long pid) {
        assertThat(new SystemProcesses(true).look(pid)).isInstanceOf(ProcessSight.Unknown.class);
        assertThat(new SystemProcesses(false).look(pid)).isInstanceOf(ProcessSight.Unknown.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {4_194_304, Integer.MAX_VALUE})
    void an_id_that_the_kernel_never_gives_is_gone(long pid) {
        assertThat(new SystemProcesses(true).look(pid)).isEqualTo(new ProcessSight.Gone());
    }
}
