package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A daemon that was stopped for long while very much happened: what it saw before counts for
/// nothing (S4), and that it lost hints costs only time (S18).
final class StoppedDaemonIT {

    /// Four times the shortest interval that attention promises is 20 s.
    private static final Duration STOPPED = Duration.ofSeconds(22);

    private static final Duration CONFIRM = Duration.ofSeconds(3);
    private static final int NOISE = 18_000;
    private static final int ORPHANS = 2_000;

    @TempDir private Path directory;

    @Test
    void watches_everything_anew_after_a_stop_and_misses_nothing_of_a_flood() throws Exception {
        GatewayTree tree = GatewayTree.in(directory.resolve("root"), "a", "b");
        Installed installed =
                Installed.in(
                        directory.resolve("home"),
                        """
                        tmp:
                          older_than: 1ms
                          confirm_gap: 3s
                          rate: { files: 1000000, bytes: 100GiB }
                        watch:
                          settle: 10ms
                          full_sweep: 1s
                          sweep_jitter: 0%
                        """);
        try (RunningDaemon daemon = RunningDaemon.start(installed, tree.root())) {
            await().atMost(Duration.ofSeconds(20)).until(() -> daemon.json().has("last_sweep"));
            tree.orphan("a", ORPHANS, "seen before the stop");
            pause(Duration.ofMillis(1_500));
            daemon.signal("STOP");
            long stopped = System.nanoTime();
            flood(tree);
            pause(STOPPED.minus(Duration.ofNanos(System.nanoTime() - stopped)));
            assertThat(tree.temps("a")).hasSize(ORPHANS + 1);
            daemon.signal("CONT");

            await().atMost(Duration.ofSeconds(60)).until(() -> tree.temps("a").isEmpty());
            assertThat(daemon.terminate()).isEqualTo(143);
        }
        List<JsonNode> gaps = installed.events("clock.gap");
        assertThat(gaps).isNotEmpty();
        long resumed = monotonic(gaps.getFirst());
        assertThat(installed.events("tmp.reap", "intent"))
                .hasSize(ORPHANS + 1)
                .allSatisfy(intent ->
                        assertThat(monotonic(intent) - resumed)
                                .isGreaterThanOrEqualTo(CONFIRM.toNanos()));
        assertThat(installed.events("tmp.reap", "done")).hasSize(ORPHANS + 1);
        assertThat(installed.run("events", "verify").exitCode()).isZero();
        System.out.printf(
                "StoppedDaemonIT: %d gap, %d overflows told%n",
                gaps.size(), installed.events("watch.overflow").size());
    }

    private static void flood(GatewayTree tree) throws Exception {
        for (int i = 0; i < NOISE; i++) {
            Path noise =
                    tree.sessions("b").resolve("sessions.json." + GatewayTree.uuid(i) + ".tmp");
            Files.createFile(noise);
            Files.delete(noise);
        }
        for (int i = 0; i < ORPHANS; i++) {
            tree.orphan("a", i, "");
        }
    }

    private static long monotonic(JsonNode event) {
        return event.path("clock").path("monotonic_ns").asLong();
    }

    private static void pause(Duration duration) {
        if (duration.isPositive()) {
            await().atMost(duration.plusSeconds(5)).pollDelay(duration).until(() -> true);
        }
    }
}
