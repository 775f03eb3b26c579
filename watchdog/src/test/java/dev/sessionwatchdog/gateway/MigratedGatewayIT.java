package dev.sessionwatchdog.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionwatchdog.DirectoryGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A root that a published gateway made, migrated for a program that reads directories: the same
/// sessions, and the very same entries. The gateway itself is stopped before, and does not come
/// back: it would start empty.
final class MigratedGatewayIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.sessionwatchdog.gateway.GatewayVersion#chosen")
    void a_reader_of_directories_finds_the_gateways_sessions(GatewayVersion version)
            throws Exception {
        if (version.keepsDatabase()) {
            Npm.missing(version + " keeps no single file");
        }
        GatewayHome home = GatewayHome.empty("migrated", version);
        try (FakeModel model = FakeModel.start();
                RunningGateway gateway = RunningGateway.start(version, home, model)) {
            for (String session : List.of("main", "one", "two")) {
                assertThat(gateway.turn(session, "said-" + session)).matches(Turn::succeeded);
            }
            gateway.terminate();
        }
        Path index = home.sessions().resolve("sessions.json");
        SortedMap<String, String> before = DirectoryGateway.entriesOf(Files.readString(index));
        assertThat(before).hasSize(3);

        String reads = "roots: [ { path: \"" + home.root() + "\", gateway_reads: directory } ]\n";
        try (TracedDaemon daemon = TracedDaemon.start(home, reads + TracedDaemon.SHORT)) {
            await().atMost(PATIENCE).until(() -> Files.notExists(index));
            await().atMost(PATIENCE)
                    .until(() -> !daemon.installed().events("store.migrate", "done").isEmpty());
            daemon.terminate();
        }

        assertThat(new DirectoryGateway(home.sessions()).read()).isEqualTo(before);
        System.out.printf(
                "gateway %s: %d sessions migrated, every entry byte for byte%n",
                version, before.size());
    }
}
