package dev.sessionwatchdog.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionwatchdog.gateway.GatewayVersion.Leak;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// A session whose lock has leaked under a living owner is stuck with its gateway alone, and works
/// again beside the daemon. Which locks each version never frees in time: `facts/upstream.md` a.1.
final class LeakedLockGatewayIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// No lock of these scenes becomes old enough to be broken by age alone.
    private static final String SETTINGS =
            TracedDaemon.SHORT.replace("undeclared_max_age: 15s", "undeclared_max_age: 3m");

    /// Those that wait for a lock wait a minute by default.
    private static final Map<String, String> IMPATIENT =
            Map.of("OPENCLAW_SESSION_WRITE_LOCK_ACQUIRE_TIMEOUT_MS", "10000");

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.sessionwatchdog.gateway.GatewayVersion#chosen")
    void a_leaked_lock_goes_and_a_healthy_one_stays(GatewayVersion version) throws Exception {
        if (version.leak() == Leak.NONE) {
            Npm.missing(
                    version
                            + " has no session locks: none can leak (its ordinary turns show"
                            + " that it makes none)");
        }
        GatewayHome home = GatewayHome.empty("leaked", version);
        try (FakeModel model = FakeModel.start();
                RunningGateway gateway = RunningGateway.start(version, home, model, IMPATIENT)) {
            assertThat(gateway.turn("stuck", "before")).matches(Turn::succeeded);
            assertThat(gateway.turn("young", "before")).matches(Turn::succeeded);
            try (OtherOpenClaw leaker = leaker(home, version);
                    OtherOpenClaw worker = OtherOpenClaw.holding(home, home.lock("young"))) {
                PlantedLock leaked = leak(home, version, gateway, leaker);
                Turn alone = gateway.turn("stuck", "alone");
                assertThat(alone.succeeded()).as("%s", alone).isFalse();
                assertThat(leaked.stands()).isTrue();

                PlantedLock young = young(home, version, worker);
                try (TracedDaemon daemon = TracedDaemon.start(home, SETTINGS)) {
                    await().atMost(PATIENCE).until(() -> !Files.exists(leaked.file()));
                    Turn together = gateway.turn("stuck", "together");
                    assertThat(together).matches(Turn::succeeded);
                    daemon.sweeps(3);
                    assertThat(young.stands()).isTrue();
                    assertThat(daemon.installed().told("lock.break", young.file())).isEmpty();
                    assertThat(daemon.installed().events("break.ineffective")).isEmpty();
                    assertThat(worker.process().isAlive()).isTrue();
                    daemon.terminate();
                    daemon.harmlessCalls();
                    tell(version, daemon, leaked, alone, together);
                }
            }
        }
    }

    private static OtherOpenClaw leaker(GatewayHome home, GatewayVersion version)
            throws IOException {
        return version.leak() == Leak.OVERDUE
                ? OtherOpenClaw.holding(home, home.lock("stuck"))
                : OtherOpenClaw.start(home);
    }

    private static PlantedLock leak(
            GatewayHome home, GatewayVersion version, RunningGateway gateway, OtherOpenClaw other)
            throws IOException {
        long owner = version.leak() == Leak.OWN ? gateway.pid() : other.pid();
        Duration term =
                version.leak() == Leak.OVERDUE ? Duration.ofSeconds(2) : Duration.ofMinutes(17);
        Duration age = version.leak() == Leak.OWN ? Duration.ofMinutes(5) : Duration.ZERO;
        PlantedLock leaked = PlantedLock.plant(home, version, "stuck", owner, term, age);
        other.isReady();
        return leaked;
    }

    private static PlantedLock young(GatewayHome home, GatewayVersion version, OtherOpenClaw worker)
            throws IOException {
        PlantedLock young =
                PlantedLock.plant(
                        home, version, "young", worker.pid(), Duration.ofMinutes(5), Duration.ZERO);
        worker.isReady();
        return young;
    }

    private static void tell(
            GatewayVersion version,
            TracedDaemon daemon,
            PlantedLock leaked,
            Turn alone,
            Turn together)
            throws IOException {
        List<String> told = daemon.installed().told("lock.break", leaked.file());
        assertThat(told).hasSize(2);
        assertThat(told.getFirst()).startsWith("intent ");
        assertThat(told.getLast()).isEqualTo("done ");
        JsonNode intent = daemon.installed().events("lock.break", leaked.file()).getFirst();
        System.out.printf(
                "gateway %s: a leaked lock (%s): alone the turn failed after %.1f s (HTTP %d),"
                        + " with the daemon it succeeded after %.1f s; a young lock stayed%n"
                        + "    %s%n",
                version,
                version.leak(),
                alone.took().toMillis() / 1e3,
                alone.status(),
                together.took().toMillis() / 1e3,
                intent.path("message").asString(""));
    }
}
