package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rule `lease.lapsed` on a real disk: a writer that is stopped in the middle of its work loses its
/// lease to nobody who waits, but to the daemon, and what it writes when it goes on is refused.
final class LapsedLeaseIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path directory;

    private List<String> tokens(Path sessions) throws IOException {
        try (Stream<Path> all = Files.walk(sessions.resolve("sessions.d/.leases"))) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> name.matches("\\d+\\.(free|held\\..*|broken\\..*)"))
                    .toList();
        }
    }

    @Test
    void a_stopped_writer_loses_its_lease_and_its_late_write_never_lands() throws Exception {
        Path root = directory.toRealPath().resolve("root");
        Path sessions = Files.createDirectories(root.resolve("agents/main/sessions"));
        Path entry = sessions.resolve("sessions.d/" + LeasedWriter.ENTRY);
        Installed installed = Installed.in(directory.resolve("home"), Installed.SHORT_LOCKS);
        try (LeasedWriter writer = LeasedWriter.in(sessions);
                RunningDaemon daemon = RunningDaemon.start(installed, root)) {
            assertThat(writer.says()).isEqualTo("holds 1");
            writer.tell("first");
            assertThat(writer.says()).startsWith("Committed");
            await().during(Duration.ofSeconds(8))
                    .atMost(PATIENCE)
                    .until(() -> tokens(sessions).stream().anyMatch(it -> it.contains("held")));
            assertThat(installed.events("lease.break", "intent")).isEmpty();

            writer.signal("STOP");
            await().atMost(PATIENCE).until(() -> tokens(sessions).equals(List.of("1.free")));
            writer.signal("CONT");
            writer.tell("late");
            assertThat(writer.says()).startsWith("Lost");
            assertThat(entry).hasContent("first");
            assertThat(installed.events("lease.break", "intent"))
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.path("event").path("reason").asString(""))
                                .isEqualTo("silent");
                        assertThat(event.path("fenced").asBoolean(false)).isTrue();
                    });
            assertThat(installed.events("lease.break", "done")).hasSize(1);
            assertThat(daemon.terminate()).isEqualTo(143);
        }
        assertThat(installed.run("events", "verify").exitCode()).isZero();
        assertThat(installed.run("explain", "lease.lapsed").out()).contains("leases.tolerance");
    }

    @Test
    void a_stopped_writer_is_waited_for_where_that_was_asked() throws Exception {
        Path root = directory.toRealPath().resolve("root");
        Path sessions = Files.createDirectories(root.resolve("agents/main/sessions"));
        Installed installed =
                Installed.in(
                        directory.resolve("home"),
                        Installed.SHORT_LOCKS + "leases: { paused: wait }\n");
        try (LeasedWriter writer = LeasedWriter.in(sessions);
                RunningDaemon daemon = RunningDaemon.start(installed, root)) {
            assertThat(writer.says()).isEqualTo("holds 1");
            writer.signal("STOP");

            await().atMost(PATIENCE)
                    .until(() -> !installed.events("lease.break", "observed").isEmpty());
            await().during(Duration.ofSeconds(4))
                    .atMost(PATIENCE)
                    .until(() -> tokens(sessions).stream().anyMatch(it -> it.contains("held")));

            assertThat(installed.events("lease.break", "observed"))
                    .singleElement()
                    .satisfies(event ->
                            assertThat(event.path("event").path("reason").asString(""))
                                    .isEqualTo("owner-paused"));
            assertThat(installed.events("lease.break", "intent")).isEmpty();
            assertThat(daemon.terminate()).isEqualTo(143);
        }
    }
}
