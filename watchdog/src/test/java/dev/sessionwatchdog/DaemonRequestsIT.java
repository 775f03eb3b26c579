package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Verbs that act, beside a running daemon and without one.
final class DaemonRequestsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String CONTENT = "perhaps the only copy";

    /// What it has seen it reaps at the next sweep, and that is far away.
    private static final String SELDOM =
            """
            tmp: {older_than: 1ms, confirm_gap: 0}
            watch: {settle: 10ms, full_sweep: 1h, backend: auto}
            """;

    @TempDir private Path directory;
    private GatewayTree tree = new GatewayTree(Path.of(""), Path.of(""), 0);
    private String root = "";

    @BeforeEach
    void a_root() throws Exception {
        tree = GatewayTree.in(directory.resolve("root"), "main");
        root = tree.root().toString();
    }

    @Test
    void a_restored_file_is_the_same_file_and_is_not_taken_again() throws Exception {
        Installed installed = Installed.in(directory.resolve("home"), Installed.SHORT_WAITS);
        Path temp = tree.doubtful("main", 1, CONTENT);
        Snapshot.Entry before = entry(temp);
        Launched sweep = installed.run("sweep", "--root", root);
        assertThat(sweep.out()).contains("quarantine restore");
        assertThat(temp).doesNotExist();

        Launched restored =
                installed.run("quarantine", "restore", onlyItem(installed), "--root", root);

        assertThat(restored.exitCode()).as("%s", restored).isZero();
        assertThat(entry(temp)).isEqualTo(before);
        Launched again = installed.run("sweep", "--root", root);
        assertThat(again.out()).contains("restored-by-a-person");
        assertThat(entry(temp)).isEqualTo(before);
    }

    @Test
    void the_daemon_restores_on_request_and_nobody_restores_over_anything() throws Exception {
        Installed installed = Installed.in(directory.resolve("home"), Installed.SHORT_WAITS);
        Path temp = tree.doubtful("main", 1, CONTENT);
        Snapshot.Entry before = entry(temp);
        assertThat(installed.run("sweep", "--root", root).exitCode()).isZero();
        String id = onlyItem(installed);
        Files.writeString(temp, "somebody else's");

        Launched refused = installed.run("quarantine", "restore", id, "--root", root);
        assertThat(refused.exitCode()).as("%s", refused).isEqualTo(1);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains("its name is taken");
        assertThat(temp).hasContent("somebody else's");
        assertThat(onlyItem(installed)).isEqualTo(id);

        installed.configure("mode: observe\n" + Installed.SHORT_WAITS);
        try (RunningDaemon daemon = RunningDaemon.start(installed, tree.root())) {
            Launched taken = installed.run("quarantine", "restore", id, "--root", root);
            assertThat(taken.exitCode()).as("%s", taken).isEqualTo(1);
            assertThat(temp).hasContent("somebody else's");

            Files.delete(temp);
            Launched byDaemon = installed.run("quarantine", "restore", id, "--root", root);
            assertThat(byDaemon.exitCode()).as("%s", byDaemon).isZero();
            assertThat(entry(temp)).isEqualTo(before);
            assertThat(daemon.terminate()).isEqualTo(143);
        }
        assertThat(installed.events("quarantine.restore", "refused")).hasSize(2);
        assertThat(installed.events("quarantine.restore", "done"))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.path("actor").path("type").asString(""))
                                .isEqualTo("daemon"));
        assertThat(installed.run("events", "verify").exitCode()).isZero();
    }

    @Test
    void a_purge_has_to_be_meant() throws Exception {
        Installed installed = Installed.in(directory.resolve("home"), Installed.SHORT_WAITS);
        tree.doubtful("main", 1, CONTENT);
        assertThat(installed.run("sweep", "--root", root).exitCode()).isZero();
        String id = onlyItem(installed);

        Launched unsaid = installed.run("quarantine", "purge", id, "--root", root);
        assertThat(unsaid.exitCode()).as("%s", unsaid).isEqualTo(2);
        assertThat(unsaid.err()).contains("-y");
        assertThat(onlyItem(installed)).isEqualTo(id);

        Launched meant = installed.run("quarantine", "purge", id, "-y", "--root", root);
        assertThat(meant.exitCode()).as("%s", meant).isZero();
        assertThat(items(installed)).isEmpty();
        assertThat(installed.events("quarantine.purge", "done")).hasSize(1);
    }

    @Test
    void a_sweep_beside_a_daemon_is_the_daemons() throws Exception {
        Installed installed = Installed.in(directory.resolve("home"), SELDOM);
        try (RunningDaemon daemon = RunningDaemon.start(installed, tree.root())) {
            await().atMost(PATIENCE).until(() -> daemon.json().has("last_sweep"));
            for (int i = 0; i < 3; i++) {
                tree.orphan("main", i, CONTENT);
            }
            Launched sweep = installed.run("sweep", "--root", root);
            assertThat(sweep.exitCode()).as("%s", sweep).isZero();
            assertThat(sweep.out()).contains(root).contains("by the running daemon");
            await().atMost(PATIENCE)
                    .until(() -> {
                        installed.run("sweep", "--root", root);
                        return tree.temps("main").isEmpty();
                    });
            assertThat(installed.events("tmp.reap", "done"))
                    .hasSize(3)
                    .allSatisfy(event ->
                            assertThat(event.path("service").path("pid").asLong())
                                    .isEqualTo(daemon.process().pid()));
        }
    }

    @Test
    void a_dry_run_changes_nothing_at_all() throws Exception {
        Installed installed = Installed.in(directory.resolve("home"), "");
        tree.orphan("main", 1, CONTENT);
        tree.doubtful("main", 2, CONTENT);
        Map<String, Snapshot.Entry> before = Snapshot.everything(directory);

        Launched dry = installed.run("sweep", "-n", "--exit-code", "--root", root);

        assertThat(dry.exitCode()).as("%s", dry).isEqualTo(4);
        assertThat(dry.out()).contains("dry run");
        assertThat(Snapshot.everything(directory)).isEqualTo(before);

        Installed asleep =
                Installed.in(
                        directory.resolve("home"),
                        "tmp: {confirm_gap: 1h}\nwatch: {full_sweep: 1h}\n");
        try (RunningDaemon daemon = RunningDaemon.start(asleep, tree.root())) {
            await().atMost(PATIENCE).until(() -> daemon.json().has("last_sweep"));
            Map<String, Snapshot.Entry> guarded = Snapshot.everything(directory);

            Launched beside = installed.run("sweep", "-n", "--exit-code", "--root", root);

            assertThat(beside.exitCode()).as("%s", beside).isEqualTo(4);
            assertThat(Snapshot.everything(directory)).isEqualTo(guarded);
        }
    }

    private JsonNode items(Installed installed) throws Exception {
        Launched list = installed.run("quarantine", "list", "--json", "--root", root);
        assertThat(list.exitCode()).as("%s", list).isZero();
        return JsonMapper.shared().readTree(list.out()).path("items");
    }

    private String onlyItem(Installed installed) throws Exception {
        JsonNode items = items(installed);
        assertThat(items.size()).as("%s", items).isEqualTo(1);
        return items.path(0).path("id").asString("");
    }

    private Snapshot.Entry entry(Path file) throws Exception {
        return Snapshot.files(tree.root())
                .getOrDefault(
                        tree.root().relativize(file).toString(),
                        new Snapshot.Entry("none", "", FileTime.fromMillis(0), 0, "", ""));
    }
}
