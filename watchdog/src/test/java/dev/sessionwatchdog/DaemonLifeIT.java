package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How a daemon starts, listens to signals, tells how it is, and ends.
final class DaemonLifeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private Path directory;
    private GatewayTree tree = new GatewayTree(Path.of(""), Path.of(""), 0);
    private Path root = Path.of("");

    @BeforeEach
    void a_root() throws Exception {
        tree = GatewayTree.in(directory.resolve("root"), "main");
        root = tree.root();
    }

    @Test
    void a_terminated_daemon_says_so_last_of_all() throws Exception {
        Installed installed = Installed.in(directory.resolve("home"), Installed.SHORT_WAITS);
        try (RunningDaemon daemon = RunningDaemon.start(installed, root)) {
            assertThat(daemon.terminate()).isEqualTo(143);

            assertThat(daemon.json().path("state").asString("")).isEqualTo("stopped");
        }
        JsonNode last = JsonMapper.shared().readTree(installed.lines().getLast());
        assertThat(last.path("event").path("action").asString("")).isEqualTo("daemon.stop");
        try (RunningDaemon daemon = RunningDaemon.start(installed, root)) {
            daemon.signal("INT");
            assertThat(daemon.exitCode()).isEqualTo(130);
        }
    }

    @Test
    void a_hang_up_takes_a_good_file_and_keeps_the_running_one_against_a_bad_file()
            throws Exception {
        Installed installed =
                Installed.in(directory.resolve("home"), "mode: observe\n" + Installed.SHORT_WAITS);
        tree.orphan("main", 1, "{}");
        try (RunningDaemon daemon = RunningDaemon.start(installed, root)) {
            await().atMost(PATIENCE)
                    .until(() -> !installed.events("tmp.reap", "observed").isEmpty());
            assertThat(tree.temps("main")).hasSize(1);

            installed.configure("mode: enforce\nnonsense: 1\n");
            daemon.signal("HUP");
            await().atMost(PATIENCE)
                    .until(() -> installed.events("config.reload", "refused").size() == 1);
            assertThat(tree.temps("main")).hasSize(1);
            assertThat(installed.said()).contains("nonsense").contains("session-watchdog.yaml:4:1");

            installed.configure("mode: enforce\n" + Installed.SHORT_WAITS);
            daemon.signal("HUP");
            await().atMost(PATIENCE).until(() -> tree.temps("main").isEmpty());
            assertThat(installed.events("config.reload", "done"))
                    .singleElement()
                    .satisfies(event ->
                            assertThat(event.path("message").asString(""))
                                    .contains("mode: observe -> enforce")
                                    .doesNotContain("tmp."));
            assertThat(daemon.json().path("mode").asString("")).isEqualTo("enforce");
            assertThat(daemon.terminate()).isEqualTo(143);
        }
    }

    @Test
    void status_tells_whether_a_root_is_guarded_was_guarded_or_never_was() throws Exception {
        Installed installed = Installed.in(directory.resolve("home"), Installed.SHORT_WAITS);
        String[] status = {"status", "--exit-code", "--root", root.toString()};

        Launched never = installed.run(status);
        assertThat(never.exitCode()).as("%s", never).isEqualTo(3);
        assertThat(never.out()).contains("never guarded").contains("session-watchdog run --root");
        assertThat(never.err()).isEmpty();
        assertThat(tree.ours()).doesNotExist();

        try (RunningDaemon daemon = RunningDaemon.start(installed, root)) {
            await().atMost(PATIENCE).until(() -> daemon.json().has("last_sweep"));
            Launched running = installed.run(status);
            assertThat(running.exitCode()).as("%s", running).isZero();
            assertThat(running.out())
                    .startsWith(root + ": guarded\n")
                    .contains("pid " + daemon.process().pid())
                    .contains("mode enforce (drill)")
                    .contains("last sweep  1 store");
            daemon.terminate();
        }

        Launched stopped = installed.run(status);
        assertThat(stopped.exitCode()).as("%s", stopped).isEqualTo(3);
        assertThat(stopped.out()).contains(root + ": not running");
        Launched json = installed.run("status", "--json", "--root", root.toString());
        assertThat(json.exitCode()).isZero();
        assertThat(JsonMapper.shared().readTree(json.out()).path("schema").asString(""))
                .isEqualTo("session-watchdog.status/1");
    }

    @Test
    void a_wrong_configuration_is_refused_with_all_its_errors_at_once() throws Exception {
        Installed installed =
                Installed.in(
                        directory.resolve("home"),
                        """
                        mode: enforced
                        tmp:
                          older_then: 1h
                          max_per_sweep: many
                          confirm_gap: 60
                        watch:
                          full_sweep: 1ms
                        """);

        Launched launched = installed.run("run", "--root", root.toString());

        assertThat(launched.exitCode()).as("%s", launched).isEqualTo(78);
        assertThat(launched.out()).isEmpty();
        String file = installed.config() + ":";
        assertThat(launched.err())
                .contains(file + "3:7: ")
                .contains(file + "5:3: ")
                .contains("older_than")
                .contains(file + "6:18: ")
                .contains(file + "7:16: ")
                .contains(file + "9:15: ")
                .contains("floor of 10ms");
        assertThat(Files.exists(tree.ours())).isFalse();
    }
}
