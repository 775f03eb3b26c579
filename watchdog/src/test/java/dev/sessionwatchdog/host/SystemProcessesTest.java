package dev.sessionwatchdog.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionwatchdog.observation.ProcessSight;
import dev.sessionwatchdog.observation.ProcessSight.Activity;
import dev.sessionwatchdog.observation.Visibility;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The processes of the machine that runs the tests, with native calls and without.
@EnabledOnOs(OS.LINUX)
@Timeout(30)
class SystemProcessesTest {

    private static Tools.Ready shell(String script) throws IOException {
        return Tools.start(List.of("sh", "-c", script));
    }

    private static ProcessSight.Running running(SystemProcesses processes, long pid) {
        ProcessSight sight = processes.look(pid);
        assertThat(sight).isInstanceOf(ProcessSight.Running.class);
        return (ProcessSight.Running) sight;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void our_own_process_runs_since_its_start_and_we_see(boolean nativeCalls) throws Exception {
        SystemProcesses processes = new SystemProcesses(nativeCalls);
        assertThat(processes.visibility()).isEqualTo(new Visibility.Sees());
        Instant expected = ProcessHandle.current().info().startInstant().orElseThrow();
        ProcessSight.Running we = running(processes, ProcessHandle.current().pid());
        assertThat(Duration.between(we.startedAt(), expected).abs())
                .isLessThan(Duration.ofSeconds(5));
        assertThat(we.startTicks()).isEqualTo(ProcStat.ownStartTicks()).isNotEmpty();
        assertThat(we.uid()).hasValue((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        assertThat(we.title()).get().asString().contains("java").hasSizeLessThanOrEqualTo(200);
        assertThat(we.activity()).isEqualTo(Activity.RUNNING);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_child_runs_until_it_has_exited_and_is_gone_then(boolean nativeCalls) throws Exception {
        SystemProcesses processes = new SystemProcesses(nativeCalls);
        Instant before = Instant.now().minusSeconds(5);
        try (Tools.Ready child = shell("echo $$; exec sleep 60")) {
            long pid = child.number();
            assertThat(running(processes, pid).startedAt())
                    .isBetween(before, Instant.now().plusSeconds(5));
            await().until(() -> running(processes, pid).title().orElse("").equals("sleep 60"));
            child.process().destroyForcibly();
            assertThat(child.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
            await().until(() -> processes.look(pid) instanceof ProcessSight.Gone);
        }
    }

    @Test
    void a_stopped_process_is_paused_until_it_is_continued() throws Exception {
        SystemProcesses processes = new SystemProcesses(true);
        try (Tools.Ready child = shell("echo $$; exec sleep 60")) {
            long pid = child.number();
            Tools.assumeRuns(List.of("kill", "-STOP", Long.toString(pid)));
            await().until(() -> running(processes, pid).activity() == Activity.PAUSED);
            Tools.assumeRuns(List.of("kill", "-CONT", Long.toString(pid)));
            await().until(() -> running(processes, pid).activity() == Activity.RUNNING);
        }
    }

    @Test
    void a_process_in_a_frozen_control_group_is_paused() throws Exception {
        SystemProcesses processes = new SystemProcesses(true);
        Path unified = Path.of("/sys/fs/cgroup/unified");
        Path mount = Files.isDirectory(unified) ? unified : Path.of("/sys/fs/cgroup");
        Path group = mount.resolve("session-watchdog-test-" + ProcessHandle.current().pid());
        assumeTrue(
                Files.isWritable(mount) && Files.exists(mount.resolve("cgroup.procs")),
                "no control groups of our own");
        Files.createDirectory(group);
        Path freeze = group.resolve("cgroup.freeze");
        try (Tools.Ready child = shell("echo $$; exec sleep 60")) {
            assumeTrue(Files.exists(freeze), "a kernel without this freezer");
            long pid = child.number();
            Files.writeString(group.resolve("cgroup.procs"), Long.toString(pid));
            assertThat(running(processes, pid).activity()).isEqualTo(Activity.RUNNING);
            Files.writeString(freeze, "1");
            try {
                await().until(() -> running(processes, pid).activity() == Activity.PAUSED);
            } finally {
                Files.writeString(freeze, "0");
            }
            await().until(() -> running(processes, pid).activity() == Activity.RUNNING);
        } finally {
            await().ignoreExceptions().until(() -> Files.deleteIfExists(group));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_child_that_nobody_asked_for_is_a_zombie(boolean nativeCalls) throws Exception {
        // The shell becomes a process that never waits for the child that it had, and only then
        // the child ends: a shell would still have asked for it.
        String child = "sh -c 'until grep -q sleep /proc/$PPID/comm; do :; done'";
        try (Tools.Ready parent = shell(child + " & echo $!; exec sleep 60")) {
            long zombie = parent.number();
            await().until(() -> Tools.stat(zombie).state() == 'Z');
            assertThat(new SystemProcesses(nativeCalls).look(zombie))
                    .isEqualTo(new ProcessSight.Zombie());
        }
    }

    @Test
    void a_zombie_that_leads_a_living_thread_runs() throws Exception {
        Tools.assumeRuns(List.of("python3", "-c", "import ctypes, threading"));
        String program =
                """
                import ctypes, os, threading, time
                threading.Thread(target=lambda: time.sleep(60)).start()
                print(os.getpid(), flush=True)
                ctypes.CDLL(None).pthread_exit(None)
                """;
        try (Tools.Ready leader = Tools.start(List.of("python3", "-c", program))) {
            await().until(() -> Tools.stat(leader.number()).state() == 'Z');
            assertThat(Tools.stat(leader.number()).threads()).isEqualTo(2);
            ProcessSight.Running seen = running(new SystemProcesses(true), leader.number());
            assertThat(seen.startTicks())
                    .isEqualTo(OptionalLong.of(Tools.stat(leader.number()).startTicks()));
        }
    }

    @Test
    void a_thread_that_has_the_id_does_not_pass_for_nobody() throws Exception {
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                long id = Long.parseLong(task.getFileName().toString());
                assertThat(new SystemProcesses(true).look(id))
                        .isNotInstanceOf(ProcessSight.Zombie.class);
            }
        }
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
