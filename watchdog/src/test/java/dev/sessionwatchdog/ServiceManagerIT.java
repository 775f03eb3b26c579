package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionwatchdog.host.JournalListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a service manager hears of the built daemon, and what a hung one leaves in the journal.
final class ServiceManagerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long WATCHDOG_MILLIS = 4_000;

    /// Nothing to do for an hour.
    private static final String SELDOM = "watch: { full_sweep: 1h }\n";

    @TempDir private Path directory = Path.of("");
    private Path root = Path.of("");
    private final List<String> heard = new ArrayList<>();

    @BeforeEach
    void a_root() throws Exception {
        root = GatewayTree.in(directory.resolve("root"), "main").root();
    }

    private Installed installed(String settings) throws IOException {
        return Installed.in(directory.resolve("home"), settings)
                .with("NOTIFY_SOCKET", directory.resolve("notify").toString())
                .with("WATCHDOG_USEC", Long.toString(WATCHDOG_MILLIS * 1_000));
    }

    private JournalListener manager() throws Throwable {
        return new JournalListener(directory.resolve("notify"));
    }

    /// What has come and was not asked for yet.
    private List<String> more(JournalListener manager) {
        try {
            for (String one = manager.text(); !one.isEmpty(); one = manager.text()) {
                heard.add(one);
            }
            return heard;
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    /// Waits for such a message; what came before it is forgotten.
    private void hears(JournalListener manager, String pattern) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() ->
                        assertThat(more(manager)).anyMatch(it -> it.matches("(?s)" + pattern)));
        while (!heard.removeFirst().matches("(?s)" + pattern)) {
            // Whatever it was, it was before.
        }
    }

    /// The longest time without a sign of life, of this many milliseconds.
    private long longestSilence(JournalListener manager, long millis) throws Exception {
        long began = System.nanoTime();
        long last = began;
        long longest = 0;
        while (System.nanoTime() - began < millis * 1_000_000) {
            Thread.sleep(10);
            if (more(manager).remove("WATCHDOG=1")) {
                last = System.nanoTime();
            }
            longest = Math.max(longest, System.nanoTime() - last);
        }
        return longest / 1_000_000;
    }

    @Test
    void it_hears_that_the_daemon_is_ready_how_it_is_that_it_lives_and_that_it_ends()
            throws Throwable {
        Installed installed = installed(SELDOM);
        try (JournalListener manager = manager();
                RunningDaemon daemon = RunningDaemon.start(installed, root)) {
            hears(manager, "READY=1\nSTATUS=enforce: 1 root, not looked at yet");
            hears(manager, "STATUS=enforce: 1 root, 1 store, 1 lock, 0 temps waiting, .*");
            String environment =
                    Files.readString(Path.of("/proc/" + daemon.process().pid() + "/environ"));
            assertThat(environment).contains("HOME=").doesNotContain("NOTIFY_", "WATCHDOG_USEC");

            assertThat(longestSilence(manager, 2 * WATCHDOG_MILLIS)).isLessThan(WATCHDOG_MILLIS);

            assertThat(daemon.terminate()).isEqualTo(143);
            hears(manager, "STOPPING=1\nSTATUS=.*");
        }
    }

    @Test
    void a_service_whose_root_is_anothers_waits_for_it_and_says_so() throws Throwable {
        Installed other = Installed.in(directory.resolve("other"), SELDOM);
        try (JournalListener manager = manager();
                RunningDaemon first = RunningDaemon.start(other, root);
                RunningDaemon service = RunningDaemon.begin(installed(SELDOM), root, List.of())) {
            hears(manager, "STATUS=waiting: another session-watchdog guards .*");
            assertThat(service.process().isAlive()).isTrue();
            first.kill();
            hears(manager, "READY=1\nSTATUS=enforce: 1 root.*");
        }
    }

    @Test
    void a_reload_is_told_and_answered_and_a_rejected_file_is_in_the_status() throws Throwable {
        Installed installed = installed(SELDOM);
        String[] reload = {"reload", "--root", root.toString()};
        assertThat(installed.run(reload).exitCode()).isEqualTo(3);
        try (JournalListener manager = manager();
                RunningDaemon daemon = RunningDaemon.start(installed, root)) {
            hears(manager, "READY=1.*");
            installed.configure(SELDOM + "mode: observe\n");
            daemon.signal("HUP");
            hears(manager, "RELOADING=1\nMONOTONIC_USEC=\\d+\nSTATUS=.*");
            hears(manager, "READY=1\nSTATUS=observe: .*");

            installed.configure(SELDOM + "nonsense: 1\n");
            Launched rejected = installed.run(reload);
            assertThat(rejected.exitCode()).as("%s", rejected).isEqualTo(78);
            assertThat(rejected.err()).contains("nonsense");
            hears(manager, "READY=1\nSTATUS=configuration rejected at .* stays: .*; observe: .*");
            assertThat(installed.events("config.reload", "refused")).hasSize(1);

            installed.configure(SELDOM);
            Launched accepted = installed.run(reload);
            assertThat(accepted.exitCode()).as("%s", accepted).isZero();
            assertThat(accepted.out()).contains("accepted: mode: observe -> enforce");
            hears(manager, "(READY=1\n)?STATUS=enforce: .*");
            assertThat(installed.events("config.reload", "done")).hasSize(2);
        }
    }

    @Test
    void a_hung_call_ends_the_signs_of_life_and_quit_tells_where_it_hangs() throws Throwable {
        Installed installed = installed(Installed.SHORT_WAITS);
        try (JournalListener manager = manager();
                RunningDaemon daemon = RunningDaemon.start(installed, root)) {
            hears(manager, "WATCHDOG=1");
            Process hanging = hangs(daemon.process().pid());
            try {
                assertThat(longestSilence(manager, 2 * WATCHDOG_MILLIS))
                        .isGreaterThan(WATCHDOG_MILLIS + 1_000);
                daemon.signal("QUIT");
                await().atMost(PATIENCE)
                        .until(() ->
                                installed.said().contains("Full thread dump")
                                        && installed.said().contains("sweep.Daemon.run"));
            } finally {
                hanging.destroyForcibly().waitFor();
            }
            hears(manager, "WATCHDOG=1");
        }
    }

    /// Every further statx(2) of the process takes a minute.
    private static Process hangs(long pid) throws Exception {
        Process strace;
        try {
            strace =
                    new ProcessBuilder(
                                    "strace",
                                    "-f",
                                    "-p",
                                    Long.toString(pid),
                                    "-o",
                                    "/dev/null",
                                    "-e",
                                    "trace=statx",
                                    "-e",
                                    "inject=statx:delay_enter=60000000")
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException missing) {
            assumeTrue(false, "strace is not installed: no call can be made to hang");
            throw missing;
        }
        assumeTrue(
                !strace.waitFor(2, TimeUnit.SECONDS),
                "strace cannot attach to a process here: no call can be made to hang");
        return strace;
    }
}
