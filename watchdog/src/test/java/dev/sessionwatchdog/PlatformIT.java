package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Scenarios of platforms in which this machine's kernel decides, by their number.
final class PlatformIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// Runs a daemon in a user namespace that has so few watches.
    private static final List<String> FEW_WATCHES =
            List.of(
                    "/usr/bin/unshare",
                    "-Ur",
                    "/bin/sh",
                    "-c",
                    "echo 2 > /proc/sys/user/max_inotify_watches && exec \"$@\"",
                    "sh");

    @TempDir private Path directory;
    private GatewayTree tree = new GatewayTree(Path.of(""), Path.of(""), 0);

    @BeforeEach
    void a_root() throws Exception {
        tree = GatewayTree.in(directory.resolve("root"), "main");
    }

    private static int does(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }

    private static List<String> messages(Installed installed, String action) throws IOException {
        return installed.events(action).stream()
                .map(event -> event.path("message").asString(""))
                .toList();
    }

    @Test
    void S83_a_linked_root_is_guarded_where_it_leads_and_left_when_it_leads_elsewhere()
            throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), tree.root());
        Path other = GatewayTree.in(directory.resolve("other"), "main").root();
        Path outside = Files.createDirectories(directory.resolve("outside/sessions"));
        Files.createSymbolicLink(tree.root().resolve("agents/linked"), outside.getParent());
        Path canary = Files.writeString(outside.resolve("sessions.json.tmp"), "canary");
        tree.orphan("main", 1, "{}");
        Installed installed = Installed.in(directory.resolve("home"), Installed.SHORT_WAITS);
        try (RunningDaemon daemon = RunningDaemon.start(installed, link)) {
            await().atMost(PATIENCE).until(() -> tree.temps("main").isEmpty());
            assertThat(messages(installed, "daemon.start"))
                    .singleElement()
                    .asString()
                    .contains(tree.root().toRealPath() + " (named " + link + ")");
            assertThat(installed.lines().toString()).contains("agents/linked").contains("symlink");
            assertThat(canary).hasContent("canary");

            Path turned = Files.createSymbolicLink(directory.resolve("turned"), other);
            Files.move(turned, link, StandardCopyOption.ATOMIC_MOVE);

            assertThat(daemon.exitCode()).isEqualTo(1);
            assertThat(messages(installed, "root.replaced"))
                    .singleElement()
                    .asString()
                    .contains("leads to another directory now");
            assertThat(other.resolve(".session-watchdog")).doesNotExist();
        }
        try (RunningDaemon next = RunningDaemon.start(installed, link)) {
            assertThat(next.terminate()).isEqualTo(143);
        }
        assertThat(other.resolve(".session-watchdog")).exists();
    }

    @Test
    void S85_without_watches_left_it_looks_by_the_clock_and_says_so_once_and_when_it_is_over()
            throws Exception {
        assumeTrue(
                does(
                                "/usr/bin/unshare",
                                "-Ur",
                                "/bin/sh",
                                "-c",
                                "echo 2 > /proc/sys/user/max_inotify_watches")
                        == 0,
                "no user namespaces here: WatcherBackOffTest has a watcher without threads");
        Installed installed = Installed.in(directory.resolve("home"), Installed.SHORT_WAITS);
        try (RunningDaemon daemon =
                RunningDaemon.begin(installed, tree.root(), FEW_WATCHES).atWork()) {
            await().atMost(PATIENCE).until(() -> !installed.events("watch.overflow").isEmpty());
            tree.orphan("main", 1, "{}");
            await().atMost(PATIENCE).until(() -> tree.temps("main").isEmpty());
            int sweeps = installed.events("sweep.summary").size();
            await().atMost(PATIENCE)
                    .until(() -> installed.events("sweep.summary").size() > sweeps + 10);
            assertThat(messages(installed, "watch.overflow"))
                    .singleElement()
                    .asString()
                    .contains("inotify watches");

            String pid = Long.toString(daemon.process().pid());
            assertThat(
                            does(
                                    "/usr/bin/nsenter",
                                    "-t",
                                    pid,
                                    "-U",
                                    "--preserve-credentials",
                                    "/bin/sh",
                                    "-c",
                                    "echo 1000 > /proc/sys/user/max_inotify_watches"))
                    .isZero();
            await().atMost(PATIENCE).until(() -> installed.events("watch.overflow").size() == 2);
            assertThat(messages(installed, "watch.overflow").getLast())
                    .contains("there are hints again");
            assertThat(daemon.terminate()).isEqualTo(143);
        }
    }

    @Test
    void S98_on_another_users_tree_nothing_is_begun_and_the_right_user_is_named() throws Exception {
        assumeTrue(
                Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")),
                "only root can give a tree away");
        tree.orphan("main", 1, "{}");
        assertThat(does("/bin/chown", "-R", "1234:1234", tree.root().toString())).isZero();
        Installed installed = Installed.in(directory.resolve("home"), Installed.SHORT_WAITS);
        for (String[] verb :
                new String[][] {
                    {"run", "--root", tree.root().toString()},
                    {"sweep", "--root", tree.root().toString()}
                }) {
            Launched refused = installed.run(verb);

            assertThat(refused.exitCode()).as("%s", refused).isEqualTo(77);
            assertThat(refused.err())
                    .contains(tree.root() + " belongs to 1234")
                    .contains("session-watchdog@1234");
        }
        assertThat(Files.exists(tree.ours(), LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(tree.temps("main")).hasSize(1);
    }

    @Test
    void S84_below_a_synced_folder_it_only_looks() throws Exception {
        Path synced = Files.createDirectories(directory.resolve("Dropbox"));
        GatewayTree carried = GatewayTree.in(synced.resolve("openclaw"), "main");
        carried.orphan("main", 1, "{}");
        Installed installed = Installed.in(directory.resolve("home"), Installed.SHORT_WAITS);

        Launched sweep = installed.run("sweep", "--root", carried.root().toString());

        assertThat(sweep.exitCode()).as("%s", sweep).isZero();
        assertThat(carried.temps("main")).hasSize(1);
        assertThat(installed.events("root.report_only"))
                .extracting(event -> event.path("event").path("reason").asString(""))
                .containsExactly("synced-folder");
        List<JsonNode> told = installed.events("tmp.reap", "observed");
        assertThat(told.toString()).contains("synced-folder");
    }
}
