package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A daemon that is stopped while locks are near their limits, and one that is stopped together
/// with the owner: nothing is broken by time in which nobody looked (S4, S76).
final class StoppedLocksIT {

    /// Four times the shortest interval that attention promises is 20 s.
    private static final Duration STOPPED = Duration.ofSeconds(22);

    private static final Duration LIMIT = Duration.ofSeconds(6);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path directory;

    @Test
    void a_stop_earns_no_credit_against_any_lock() throws Exception {
        GatewayTree tree = GatewayTree.in(directory.resolve("root"), "main");
        Path near = tree.session("main", "near");
        Path beats = tree.session("main", "beats");
        Path silent = tree.session("main", "silent");
        Path work = Files.createTempFile(directory, "owner", ".work");
        Installed installed = Installed.in(directory.resolve("home"), Installed.SHORT_LOCKS);
        try (RunningDaemon daemon = RunningDaemon.start(installed, tree.root());
                Owner beating = Owner.beating(directory, beats, work, Owner.leased(2_000, 500));
                Owner stops = Owner.beating(directory, silent, work, Owner.leased(3_000, 500));
                Owner _ = Owner.silent(directory, near, Owner.UNDECLARED)) {
            pause(Duration.ofSeconds(3));
            stops.say("silent");
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> !installed.told("lock.suspect", near).isEmpty());
            assertThat(near).exists();
            daemon.signal("STOP");
            beating.signal("STOP");
            pause(STOPPED);
            daemon.signal("CONT");
            beating.signal("CONT");

            await().atMost(PATIENCE).until(() -> !Files.exists(near) && !Files.exists(silent));
            JsonNode gap = installed.events("clock.gap").getFirst();
            assertThat(since(gap, installed, near)).isGreaterThanOrEqualTo(LIMIT);
            assertThat(since(gap, installed, silent))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(4_500));
            assertThat(beats).exists();
            assertThat(installed.told("lock.break", beats)).isEmpty();
            System.out.printf(
                    "StoppedLocksIT: broken %s and %s after the stop ended%n",
                    since(gap, installed, near), since(gap, installed, silent));
            assertThat(daemon.terminate()).isEqualTo(143);
        }
        assertThat(installed.events("clock.gap")).hasSize(1);
    }

    /// How long after the gap was noticed this lock was to be broken, by the daemon's own clock.
    private static Duration since(JsonNode gap, Installed installed, Path lock) throws Exception {
        JsonNode intent = installed.events("lock.break", lock).getFirst();
        assertThat(intent.path("event").path("phase").asString("")).isEqualTo("intent");
        return Duration.ofNanos(monotonic(intent) - monotonic(gap));
    }

    private static long monotonic(JsonNode event) {
        return event.path("clock").path("monotonic_ns").asLong();
    }

    private static void pause(Duration duration) {
        await().atMost(duration.plusSeconds(5)).pollDelay(duration).until(() -> true);
    }
}
