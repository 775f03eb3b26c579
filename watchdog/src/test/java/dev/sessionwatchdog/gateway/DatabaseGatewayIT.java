package dev.sessionwatchdog.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Gateways that keep their sessions in a database: nothing of theirs is touched, on a fresh root,
/// and before, while and after they import an older gateway's store.
final class DatabaseGatewayIT {

    private static final GatewayVersion OLDER = new GatewayVersion("2026.6.11");
    private static final String OFTEN =
            TracedDaemon.SHORT.replace("full_sweep: 1s", "full_sweep: 200ms");

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.sessionwatchdog.gateway.GatewayVersion#chosen")
    void a_fresh_root_is_left_alone(GatewayVersion version) throws Exception {
        needsDatabase(version);
        GatewayHome home = GatewayHome.empty("fresh", version);
        try (FakeModel model = FakeModel.start();
                TracedDaemon daemon = TracedDaemon.start(home, OFTEN)) {
            daemon.sweeps(2);
            String before = eras(daemon);
            try (RunningGateway gateway = RunningGateway.start(version, home, model)) {
                for (String word : List.of("one", "two", "three")) {
                    assertThat(gateway.turn("main", word)).matches(Turn::succeeded);
                }
                daemon.sweeps(2);
                gateway.terminate();
            }
            int files = untouchedBy(home, daemon);
            String after = eras(daemon);
            daemon.terminate();
            System.out.printf(
                    "gateway %s: on a fresh root %s, then %s; %d files untouched, %d calls of the"
                            + " daemon name the root and none changes anything of the gateway's%n",
                    version, before, after, files, daemon.callsThatTouchNothing());
            assertThat(before).isEqualTo("no store");
            assertThat(daemon.stores("single-file") + daemon.stores("directory")).isZero();
            assertThat(daemon.installed().events("tmp.reap", "intent")).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.sessionwatchdog.gateway.GatewayVersion#chosen")
    void an_import_is_left_alone_before_while_and_after(GatewayVersion version) throws Exception {
        needsDatabase(version);
        GatewayHome home = GatewayHome.empty("import", version);
        try (FakeModel model = FakeModel.start()) {
            NavigableMap<String, Snapshot.Entry> older = made(home, model);
            try (TracedDaemon daemon = TracedDaemon.start(home, OFTEN)) {
                daemon.sweeps(3);
                String before = eras(daemon);
                assertThat(Snapshot.files(home.root())).isEqualTo(older);

                String meanwhile = imported(version, home, model, daemon);
                leftovers(home);
                daemon.sweeps(10);
                String after = eras(daemon);
                int files = untouchedBy(home, daemon);
                daemon.terminate();
                int kept = keptByTheImport(older, home);
                System.out.printf(
                        "gateway %s: its import of a %s root was seen as %s, %s, %s; %d imported"
                                + " files are the very same ones, %d files untouched, %d calls of"
                                + " the daemon and none changes anything of the gateway's%n",
                        version,
                        OLDER,
                        before,
                        meanwhile,
                        after,
                        kept,
                        files,
                        daemon.callsThatTouchNothing());
                assertThat(before).isEqualTo("single-file");
                assertThat(meanwhile).isEqualTo("upgrading");
                assertThat(after).isEqualTo("sqlite");
                assertThat(daemon.installed().events("store.upgrading")).isNotEmpty();
                assertThat(daemon.installed().events("lock.break", "intent")).isEmpty();
            }
        }
    }

    private static void needsDatabase(GatewayVersion version) {
        if (!version.keepsDatabase()) {
            Npm.missing(version + " keeps no database of sessions");
        }
    }

    /// Three sessions of an older gateway.
    private static NavigableMap<String, Snapshot.Entry> made(GatewayHome home, FakeModel model)
            throws Exception {
        try (RunningGateway gateway = RunningGateway.start(OLDER, home, model)) {
            for (String session : List.of("main", "one", "two")) {
                assertThat(gateway.turn(session, "old-" + session)).matches(Turn::succeeded);
            }
            gateway.terminate();
        }
        return Snapshot.files(home.root());
    }

    /// Stops the gateway in the middle of its import for as long as the daemon needs to look.
    ///
    /// @return the eras that the daemon saw meanwhile
    private static String imported(
            GatewayVersion version, GatewayHome home, FakeModel model, TracedDaemon daemon)
            throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        String[] seen = {"nothing"};
        Thread watcher =
                Thread.ofPlatform()
                        .start(() -> {
                            if (stopped(home, done)) {
                                daemon.sweeps(3);
                                seen[0] = eras(daemon);
                                everybody(home, "CONT");
                            }
                        });
        try (RunningGateway gateway = RunningGateway.start(version, home, model)) {
            watcher.join();
            assertThat(gateway.turn("one", "new")).matches(Turn::succeeded);
            assertThat(model.asked("new").getLast().knows("old-one"))
                    .as("the imported session goes on")
                    .isTrue();
            gateway.terminate();
        } finally {
            done.set(true);
            watcher.join();
        }
        return seen[0];
    }

    /// Waits for the first sign of an import and stops the gateway there.
    private static boolean stopped(GatewayHome home, AtomicBoolean done) {
        Path archive = home.sessions().resolveSibling("session-sqlite-import-archive");
        Path runs = home.root().resolve("session-sqlite-migration-runs");
        while (!done.get()) {
            if (Files.exists(archive) || Files.exists(runs)) {
                everybody(home, "STOP");
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    /// Sends a signal to every process of a gateway of this home.
    private static void everybody(GatewayHome home, String signal) {
        try {
            List<String> command = new ArrayList<>(List.of("/bin/kill", "-" + signal));
            home.gatewayProcesses().forEach(pid -> command.add(Long.toString(pid)));
            new ProcessBuilder(command).start().waitFor();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /// What would go in the era before: an old temp of the index and a dead owner's lock.
    private static void leftovers(GatewayHome home) throws IOException {
        String uuid = "9b78127e-8ccf-49a3-a67a-b424d67926ce";
        for (String name :
                List.of("sessions.json.4194301." + uuid + ".tmp", uuid + ".jsonl.lock")) {
            Path left = Files.writeString(home.base().resolve(name), "{\"pid\": 4194301}");
            Files.setLastModifiedTime(
                    left, FileTime.from(Instant.now().minus(Duration.ofHours(5))));
            Files.move(left, Files.createDirectories(home.sessions()).resolve(name));
        }
    }

    /// Looks again and again at a root that no gateway works on.
    ///
    /// @return how many files there are
    private static int untouchedBy(GatewayHome home, TracedDaemon daemon) throws IOException {
        NavigableMap<String, Snapshot.Entry> before = Snapshot.files(home.root());
        daemon.sweeps(10);
        assertThat(Snapshot.files(home.root())).isEqualTo(before);
        return before.size();
    }

    /// How many of the older gateway's transcripts and indexes lie in the archive as the very same
    /// files: inode, time, size and bytes.
    private static int keptByTheImport(NavigableMap<String, Snapshot.Entry> older, GatewayHome home)
            throws IOException {
        List<Snapshot.Entry> imported =
                Snapshot.files(home.root()).entrySet().stream()
                        .filter(file -> file.getKey().contains(".imported-"))
                        .map(Map.Entry::getValue)
                        .toList();
        List<Snapshot.Entry> expected =
                older.entrySet().stream()
                        .filter(file ->
                                file.getKey()
                                        .matches(
                                                "agents/main/sessions/[0-9a-f-]+\\.jsonl"
                                                        + "|agents/main/sessions/sessions\\.json"))
                        .map(Map.Entry::getValue)
                        .toList();
        assertThat(expected).hasSize(4);
        assertThat(imported).containsAll(expected);
        return expected.size();
    }

    private static String eras(TracedDaemon daemon) {
        String eras = String.join(", ", daemon.lastSweep().path("eras").propertyNames());
        return eras.isEmpty() ? "no store" : eras;
    }
}
