package dev.sessionwatchdog.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionwatchdog.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Real orphans, of a gateway that was killed just before it renamed a new index into place: one
/// that a newer index supersedes, and one that nothing supersedes.
final class OrphanGatewayIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String YOUNG =
            TracedDaemon.SHORT.replace("older_than: 1s", "older_than: 1h");

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.sessionwatchdog.gateway.GatewayVersion#chosen")
    void orphans_go_when_they_are_old_and_not_beside_a_torn_index(GatewayVersion version)
            throws Exception {
        if (version.keepsDatabase()) {
            Npm.missing(version + " writes no index: it leaves no orphans of one");
        }
        GatewayHome home = GatewayHome.empty("orphan", version);
        try (FakeModel model = FakeModel.start()) {
            Path superseded = killedBeforeRename(version, home, model, "first");
            Path newest = killedBeforeRename(version, home, model, "second");
            NavigableMap<String, Snapshot.Entry> before = history(home);

            try (TracedDaemon daemon = TracedDaemon.start(home, YOUNG)) {
                daemon.sweeps(4);
                daemon.terminate();
                daemon.harmlessCalls();
            }
            assertThat(temps(home)).as("young").containsExactlyInAnyOrder(superseded, newest);

            try (TracedDaemon daemon = TracedDaemon.start(home, TracedDaemon.SHORT)) {
                besideTornIndex(home, daemon);
                assertThat(temps(home)).as("torn").containsExactlyInAnyOrder(superseded, newest);
                restored(home);
                await().atMost(PATIENCE).until(() -> temps(home).isEmpty());
                assertThat(history(home)).isEqualTo(before);
                goesOn(version, home, model);
                daemon.terminate();
                daemon.harmlessCalls();
                tell(version, daemon, superseded, newest);
            }
        }
    }

    /// One turn succeeds, the next one ends with the gateway; its index stays a temp.
    private static Path killedBeforeRename(
            GatewayVersion version, GatewayHome home, FakeModel model, String session)
            throws Exception {
        List<Path> known = temps(home);
        KillBeforeRename shim = KillBeforeRename.in(home);
        try (RunningGateway gateway =
                RunningGateway.start(version, home, model, shim.environment())) {
            assertThat(gateway.turn(session, session + "-said")).matches(Turn::succeeded);
            shim.arm();
            CompletableFuture<Turn> last = gateway.begin(session, "never", Duration.ZERO);
            await().atMost(PATIENCE).until(() -> !gateway.process().isAlive());
            assertThat(last).failsWithin(PATIENCE);
            shim.disarm();
        }
        List<Path> left = temps(home).stream().filter(temp -> !known.contains(temp)).toList();
        assertThat(left).as("what the kill left").hasSize(1);
        return left.getFirst();
    }

    /// Half an index, in place of the real one, which waits outside the root.
    private static void besideTornIndex(GatewayHome home, TracedDaemon daemon) throws Exception {
        Path index = home.sessions().resolve("sessions.json");
        Path aside = home.base().resolve("index");
        Files.move(index, aside, StandardCopyOption.ATOMIC_MOVE);
        byte[] whole = Files.readAllBytes(aside);
        Files.write(index, Arrays.copyOf(whole, whole.length / 2));
        await().atMost(PATIENCE).until(() -> !daemon.installed().events("store.corrupt").isEmpty());
        daemon.sweeps(6);
    }

    private static void restored(GatewayHome home) throws IOException {
        Files.move(
                home.base().resolve("index"),
                home.sessions().resolve("sessions.json"),
                StandardCopyOption.ATOMIC_MOVE);
    }

    private static void goesOn(GatewayVersion version, GatewayHome home, FakeModel model)
            throws Exception {
        try (RunningGateway gateway = RunningGateway.start(version, home, model)) {
            assertThat(gateway.turn("first", "on")).matches(Turn::succeeded);
            assertThat(model.asked("on").getLast().knows("first-said")).isTrue();
            gateway.terminate();
        }
    }

    private static void tell(
            GatewayVersion version, TracedDaemon daemon, Path superseded, Path newest)
            throws IOException {
        String first = fate(daemon, superseded);
        String second = fate(daemon, newest);
        System.out.printf(
                "gateway %s: killed twice before its rename; both orphans stayed while young and"
                        + " beside a torn index; then%n    %s%n    %s%n",
                version, first, second);
        assertThat(first).contains(version.namesTarget() ? ": deleted" : "-> quarantine");
        assertThat(second).contains("-> quarantine");
    }

    private static String fate(TracedDaemon daemon, Path orphan) throws IOException {
        List<JsonNode> events = daemon.installed().events("tmp.reap", orphan);
        return events.getLast().path("message").asString("");
    }

    private static List<Path> temps(GatewayHome home) throws IOException {
        if (!Files.isDirectory(home.sessions())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(home.sessions())) {
            return files.filter(file -> file.toString().endsWith(".tmp")).sorted().toList();
        }
    }

    /// Everything but what may go: temps and locks.
    private static NavigableMap<String, Snapshot.Entry> history(GatewayHome home)
            throws IOException {
        NavigableMap<String, Snapshot.Entry> files = Snapshot.files(home.root());
        files.keySet().removeIf(file -> file.endsWith(".tmp") || file.endsWith(".lock"));
        return files;
    }
}
