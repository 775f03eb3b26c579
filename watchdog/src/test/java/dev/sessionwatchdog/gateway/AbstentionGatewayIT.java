package dev.sessionwatchdog.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// No published gateway reads a directory store, so its store is left as it is, and it finds the
/// sessions that it had.
final class AbstentionGatewayIT {

    private static final List<String> SESSIONS = List.of("main", "one", "two");

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.sessionwatchdog.gateway.GatewayVersion#chosen")
    void a_stock_gateway_has_the_same_sessions_as_before(GatewayVersion version) throws Exception {
        GatewayHome home = GatewayHome.empty("abstention", version);
        try (FakeModel model = FakeModel.start()) {
            NavigableMap<String, String> before;
            try (RunningGateway gateway = RunningGateway.start(version, home, model)) {
                for (String session : SESSIONS) {
                    assertThat(gateway.turn(session, "before-" + session)).matches(Turn::succeeded);
                }
                gateway.terminate();
                before = sessions(version, home);
            }
            NavigableMap<String, Snapshot.Entry> files = Snapshot.files(home.root());
            try (TracedDaemon daemon = TracedDaemon.start(home, TracedDaemon.SHORT)) {
                daemon.sweeps(10);
                daemon.terminate();
                daemon.callsThatTouchNothing();
                assertThat(daemon.installed().events("store.migrate"))
                        .as("why it abstains, once")
                        .extracting(event -> event.path("event").path("reason").asString(""))
                        .isEqualTo(
                                version.keepsDatabase()
                                        ? List.of()
                                        : List.of("gateway not known to read sessions.d"));
            }
            assertThat(Snapshot.files(home.root())).isEqualTo(files);
            assertThat(home.sessions().resolve("sessions.d")).doesNotExist();

            try (RunningGateway gateway = RunningGateway.start(version, home, model)) {
                for (String session : SESSIONS) {
                    assertThat(gateway.turn(session, "after-" + session)).matches(Turn::succeeded);
                    assertThat(model.asked("after-" + session).getLast().knows("before-" + session))
                            .as("the conversation goes on")
                            .isTrue();
                }
                gateway.terminate();
            }
            assertThat(sessions(version, home)).isEqualTo(before);
            System.out.printf(
                    "gateway %s: %d files untouched; %d of %d sessions went on with their history%s%n",
                    version,
                    files.size(),
                    SESSIONS.size(),
                    SESSIONS.size(),
                    before.isEmpty() ? "" : " under the same ids");
        }
    }

    /// Session ids by name, where an index tells them.
    private static NavigableMap<String, String> sessions(GatewayVersion version, GatewayHome home)
            throws IOException {
        NavigableMap<String, String> ids = new TreeMap<>();
        if (!version.keepsDatabase()) {
            for (String session : SESSIONS) {
                Path transcript = home.transcript(session);
                assertThat(transcript).exists();
                ids.put(session, transcript.getFileName().toString());
            }
        }
        return ids;
    }
}
