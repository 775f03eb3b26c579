package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Two instances of the system unit: two users, each with a gateway's tree, on one machine.
final class TwoUsersIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// Nobody's directory may be private to whoever runs the test.
    private final Path directory = Files.createTempDirectory("two-users");

    TwoUsersIT() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void remove() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private record Instance(Installed installed, GatewayTree tree, List<String> wrapper) {}

    private static List<String> as(int uid) {
        return List.of("/usr/bin/setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups");
    }

    private Instance instance(int uid) throws Exception {
        Path home = directory.resolve("user" + uid);
        Installed installed = Installed.in(home, Installed.SHORT_WAITS);
        GatewayTree tree = GatewayTree.in(home.resolve("openclaw"), "main");
        tree.orphan("main", 1, "{}");
        new ProcessBuilder("/bin/chown", "-R", uid + ":" + uid, home.toString()).start().waitFor();
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        return new Instance(installed, tree, as(uid));
    }

    private void requireOtherUsers(int uid) throws Exception {
        assumeTrue(
                Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
                        && Files.isExecutable(Path.of("/usr/bin/setpriv")),
                "only root can be two users");
        Launched version =
                Launched.run(
                        directory,
                        Map.of("PATH", "/usr/bin:/bin"),
                        Stream.concat(
                                        as(uid).stream(),
                                        Stream.of(Launched.launcher().toString(), "version"))
                                .toList());
        assumeTrue(version.exitCode() == 0, "other users cannot reach the image: " + version);
    }

    @Test
    void two_users_daemons_share_nothing_and_neither_guards_the_others_tree() throws Exception {
        requireOtherUsers(1501);
        Instance one = instance(1501);
        Instance two = instance(1502);
        try (RunningDaemon first =
                        RunningDaemon.begin(one.installed(), one.tree().root(), one.wrapper())
                                .atWork();
                RunningDaemon second =
                        RunningDaemon.begin(two.installed(), two.tree().root(), two.wrapper())
                                .atWork()) {
            for (Instance each : List.of(one, two)) {
                await().atMost(PATIENCE).until(() -> each.tree().temps("main").isEmpty());
                assertThat(Files.getAttribute(each.tree().ours(), "unix:uid"))
                        .isEqualTo(Files.getAttribute(each.tree().root(), "unix:uid"));
            }
            assertThat(chain(one)).isNotEqualTo(chain(two));
            assertThat(first.terminate()).isEqualTo(143);
            assertThat(second.process().isAlive()).isTrue();
            assertThat(second.terminate()).isEqualTo(143);
        }
        Process intruder =
                two.installed()
                        .startIn(two.wrapper(), "run", "--root", one.tree().root().toString());
        assertThat(intruder.waitFor()).isNotZero();
        assertThat(two.installed().said()).contains(one.tree().root().toString());
        assertThat(one.installed().events("daemon.start")).hasSize(1);
    }

    private static String chain(Instance instance) throws IOException {
        return JsonMapper.shared()
                .readTree(instance.installed().lines().getFirst())
                .path("chain")
                .path("id")
                .asString("");
    }
}
