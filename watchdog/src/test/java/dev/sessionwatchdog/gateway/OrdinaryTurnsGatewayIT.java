package dev.sessionwatchdog.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionwatchdog.host.SystemProcesses;
import dev.sessionwatchdog.observation.Gateway;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A gateway at its ordinary work does not notice the daemon.
final class OrdinaryTurnsGatewayIT {

    private static final int TURNS = 10;
    private static final Duration SLOW = Duration.ofSeconds(9);

    /// What gateways say when somebody interferes with their locks or transcripts.
    static final Pattern COMPLAINT =
            Pattern.compile(
                    "(?i)session-write-lock|SessionWriteLock|session file lock|stale (session )?lock"
                            + "|\\.lock\\b|lock timeout|takeover|session file changed");

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.sessionwatchdog.gateway.GatewayVersion#chosen")
    void ten_turns_succeed_beside_an_enforcing_daemon(GatewayVersion version) throws Exception {
        GatewayHome home = GatewayHome.empty("ordinary", version);
        try (FakeModel model = FakeModel.start();
                TracedDaemon daemon = TracedDaemon.start(home, TracedDaemon.SHORT);
                RunningGateway gateway = RunningGateway.start(version, home, model)) {
            List<Turn> turns = new ArrayList<>();
            long held = 0;
            for (int i = 0; i < TURNS; i++) {
                Duration delay = i % 3 == 2 ? SLOW : Duration.ZERO;
                CompletableFuture<Turn> turn = gateway.begin("s" + i % 2, "word" + i, delay);
                held = Math.max(held, mostLocksSeen(daemon, turn));
                turns.add(turn.get(1, TimeUnit.SECONDS));
            }
            assertThatItIsSeen(gateway);
            gateway.terminate();
            daemon.terminate();

            List<String> complaints =
                    home.saidLines().stream().filter(COMPLAINT.asPredicate()).toList();
            int calls = daemon.callsThatTouchNothing();
            System.out.printf(
                    "gateway %s: %d of %d turns succeeded (slowest %.1f s), up to %d locks seen"
                            + " while held, %d lines about locks or takeover, %d calls of the"
                            + " daemon name the root and none changes anything of the gateway's%n",
                    version,
                    turns.stream().filter(Turn::succeeded).count(),
                    TURNS,
                    turns.stream().mapToLong(turn -> turn.took().toMillis()).max().orElse(0) / 1e3,
                    held,
                    complaints.size(),
                    calls);
            assertThat(turns).allMatch(Turn::succeeded);
            assertThat(complaints).isEmpty();
            assertThat(daemon.installed().events("lock.break")).isEmpty();
            assertThat(daemon.installed().events("break.ineffective")).isEmpty();
            assertThat(daemon.installed().events("session.takeover")).isEmpty();
            assertThat(daemon.installed().events("watch.overflow"))
                    .as("the store itself came once")
                    .hasSizeLessThanOrEqualTo(2);
            // A look between the very first temp and its rename is told once: no index, no era yet.
            assertThat(daemon.installed().events("tmp.reap"))
                    .allSatisfy(event ->
                            assertThat(event.path("event").path("reason").asString(""))
                                    .isEqualTo("era-unknown"));
            assertThat(held > 0).as("a lock was seen").isEqualTo(!version.keepsDatabase());
        }
    }

    /// Its title and its environment tell us that it is the gateway of this root, and of no other.
    private static void assertThatItIsSeen(RunningGateway gateway) {
        SystemProcesses processes = new SystemProcesses(true);
        assertThat(processes.gateways(gateway.home().root().toString()))
                .extracting(Gateway::pid)
                .containsExactly(gateway.pid());
        assertThat(processes.gateways(gateway.home().base().toString())).isEmpty();
    }

    /// Watches the daemon until a turn is over.
    private static long mostLocksSeen(TracedDaemon daemon, CompletableFuture<Turn> turn)
            throws IOException {
        long[] most = {0};
        await().atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    most[0] = Math.max(most[0], daemon.lastSweep().path("locks").asLong(0));
                    return turn.isDone();
                });
        return most[0];
    }
}
