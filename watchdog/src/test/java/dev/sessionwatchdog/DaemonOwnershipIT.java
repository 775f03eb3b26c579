package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One root has one watchdog, and one log has one writer (S19).
final class DaemonOwnershipIT {

    @TempDir private Path directory;
    private Path root = Path.of("");
    private Path home = Path.of("");

    @BeforeEach
    void a_root() throws Exception {
        home = directory.resolve("home");
        root = GatewayTree.in(directory.resolve("root"), "main").root();
    }

    @Test
    void a_second_daemon_on_a_root_ends_at_once_and_names_the_root() throws Exception {
        Installed first = Installed.in(home, Installed.SHORT_WAITS);
        try (RunningDaemon daemon = RunningDaemon.start(first, root)) {
            Installed second = Installed.in(directory.resolve("second"), Installed.SHORT_WAITS);

            Launched elsewhere = second.run("run", "--root", root.toString());
            Launched sameState = first.run("run", "--root", root.toString());

            assertThat(elsewhere.exitCode()).as("%s", elsewhere).isEqualTo(7);
            assertThat(elsewhere.err()).contains("guards " + root).contains("status");
            assertThat(elsewhere.out()).isEmpty();
            assertThat(sameState.exitCode()).as("%s", sameState).isEqualTo(7);
            assertThat(sameState.err()).contains(first.state().toString());
            assertThat(daemon.terminate()).isEqualTo(143);
        }
    }

    @Test
    void a_second_daemon_with_the_same_state_directory_is_told_to_take_another() throws Exception {
        Path other = GatewayTree.in(directory.resolve("other"), "main").root();
        Installed installed = Installed.in(home, Installed.SHORT_WAITS);
        try (RunningDaemon _ = RunningDaemon.start(installed, root)) {
            Launched second = installed.run("run", "--root", other.toString());

            assertThat(second.exitCode()).as("%s", second).isEqualTo(7);
            assertThat(second.err())
                    .contains("writes the forensic log in " + installed.state())
                    .contains("--state-dir");
        }
    }

    @Test
    void a_daemon_whose_lock_is_deleted_by_hand_ends_at_its_next_sweep() throws Exception {
        Installed installed = Installed.in(home, Installed.SHORT_WAITS);
        try (RunningDaemon daemon = RunningDaemon.start(installed, root)) {
            Files.delete(root.resolve(".session-watchdog/watchdog.lock"));

            assertThat(daemon.exitCode()).isEqualTo(7);
            assertThat(installed.said()).contains(root.toString()).contains("deleted or replaced");
        }
        try (RunningDaemon next = RunningDaemon.start(installed, root)) {
            assertThat(next.terminate()).isEqualTo(143);
        }
        assertThat(installed.run("events", "verify").exitCode()).isZero();
    }
}
