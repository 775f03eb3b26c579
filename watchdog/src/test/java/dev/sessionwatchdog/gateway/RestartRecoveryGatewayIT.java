package dev.sessionwatchdog.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A gateway that was killed in the middle of a turn finds at its next start what it needs to
/// resume the session: the lock (`facts/upstream.md` a.4).
final class RestartRecoveryGatewayIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration FOR_EVER = Duration.ofMinutes(15);

    /// Longer than anything that the daemon's settings wait for.
    private static final int SWEEPS = 25;

    private static final String MARKED = "marked 1 interrupted main session";

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.sessionwatchdog.gateway.GatewayVersion#chosen")
    void a_killed_gateway_resumes_its_session_beside_the_daemon(GatewayVersion version)
            throws Exception {
        if (!version.resumesByLock()) {
            Npm.missing(version + " does not resume sessions by their locks");
        }
        GatewayHome home = GatewayHome.empty("recovery", version);
        try (FakeModel model = FakeModel.start();
                TracedDaemon daemon = TracedDaemon.start(home, TracedDaemon.SHORT)) {
            Path lock = killedInTurn(version, home, model);
            byte[] payload = Files.readAllBytes(lock);
            daemon.sweeps(SWEEPS);
            assertThat(lock).hasBinaryContent(payload);
            assertThat(daemon.installed().told("lock.break", lock))
                    .containsExactly("observed awaiting-restart-recovery");

            List<String> said = restarted(version, home, model, MARKED);
            daemon.terminate();
            daemon.harmlessCalls();
            System.out.printf(
                    "gateway %s: killed in the middle of a turn; %d sweeps left its lock alone; its"
                            + " next start resumed the session:%n    %s%n",
                    version, SWEEPS, String.join("\n    ", said));
        }
    }

    /// The counter-proof: without the lock nothing is resumed, so what resumes above is the lock.
    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.sessionwatchdog.gateway.GatewayVersion#chosen")
    void without_its_lock_nothing_is_resumed(GatewayVersion version) throws Exception {
        if (!version.resumesByLock()) {
            Npm.missing(version + " does not resume sessions by their locks");
        }
        GatewayHome home = GatewayHome.empty("no-recovery", version);
        try (FakeModel model = FakeModel.start()) {
            Files.delete(killedInTurn(version, home, model));
            int asked = model.asked().size();
            try (RunningGateway gateway = RunningGateway.start(version, home, model)) {
                assertThat(gateway.turn("other", "works")).matches(Turn::succeeded);
                assertThat(recovery(home)).isEmpty();
                assertThat(model.asked("long")).hasSize(1);
                assertThat(model.asked().size()).isGreaterThan(asked);
                assertThat(home.entry("main").path("status").asString()).isEqualTo("running");
            }
        }
    }

    /// @return the lock that it left
    private static Path killedInTurn(GatewayVersion version, GatewayHome home, FakeModel model)
            throws Exception {
        try (RunningGateway gateway = RunningGateway.start(version, home, model)) {
            assertThat(gateway.turn("main", "first")).matches(Turn::succeeded);
            var turn = gateway.begin("main", "long", FOR_EVER);
            await().atMost(PATIENCE).until(() -> !model.asked("long").isEmpty());
            gateway.kill();
            assertThat(turn).failsWithin(PATIENCE);
        }
        assertThat(home.entry("main").path("status").asString()).isEqualTo("running");
        assertThat(home.lock("main")).exists();
        return home.lock("main");
    }

    private static List<String> restarted(
            GatewayVersion version, GatewayHome home, FakeModel model, String marked)
            throws Exception {
        try (RunningGateway _ = RunningGateway.start(version, home, model)) {
            await().atMost(PATIENCE)
                    .until(() ->
                            recovery(home).stream().anyMatch(line -> line.contains(marked))
                                    && model.asked("long").size() > 1);
            return recovery(home);
        }
    }

    private static List<String> recovery(GatewayHome home) throws IOException {
        return home.saidLines().stream()
                .filter(line ->
                        line.contains("interrupted main session")
                                || line.contains("stale session lock")
                                || line.contains("restart-recovery"))
                .toList();
    }
}
