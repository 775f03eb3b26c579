package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The wall clock of the real daemon is stepped by ten years, forth and back, while fresh locks and
/// temps stand there: none of them goes (S3). Only the daemon's clock; owners keep the true one.
final class ClockStepIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// Longer than two looks and the guard after a step.
    private static final Duration BETWEEN_STEPS = Duration.ofSeconds(3);

    private static final String SETTINGS =
            """
            tmp: { older_than: 1h, confirm_gap: 10m }
            locks:
              confirm_gap: 1s
              unreadable_grace: 5m
              declared_grace: 5m
              undeclared_max_age: 10m
              suspend_guard: 1s
            watch:
              settle: 10ms
              full_sweep: 1s
              sweep_jitter: 0%
            """;

    @TempDir private Path directory;

    @Test
    void ten_years_forth_and_back_break_nothing_that_is_fresh() throws Exception {
        Optional<Path> library = library();
        assumeTrue(
                library.isPresent(),
                "no libfaketime: AttentionTest and the simulated world check steps of the clock");
        GatewayTree tree = GatewayTree.in(directory.resolve("root"), "main");
        String now = Instant.now().toString();
        Path leaked = tree.session("main", "leaked");
        Path held = tree.session("main", "held");
        Path dies = tree.session("main", "dies");
        Process sleeper = new ProcessBuilder("/bin/sleep", "600").start();
        Files.writeString(leaked, "{\"pid\":" + sleeper.pid() + ",\"createdAt\":\"" + now + "\"}");
        tree.place(
                tree.sessions("main").resolve("sessions.json." + GatewayTree.uuid(1) + ".tmp"),
                "{}",
                Duration.ZERO);
        Path clock = directory.resolve("clock");
        step(clock, "+0");
        Installed installed = faked(library.get(), clock);
        try (RandomAccessFile open = new RandomAccessFile(held.toFile(), "rw");
                Owner dead = Owner.silent(directory, dies, Owner.UNDECLARED);
                Owner _ = Owner.silent(directory, lock(tree, "undeclared"), Owner.UNDECLARED);
                Owner _ = Owner.silent(directory, lock(tree, "declared"), ",\"maxHoldMs\":600000");
                Owner _ =
                        Owner.beating(
                                directory,
                                lock(tree, "beats"),
                                Files.createTempFile(directory, "some", ".work"),
                                Owner.leased(2_000, 500));
                RunningDaemon daemon = RunningDaemon.start(installed, tree.root())) {
            open.writeBytes(
                    "{\"pid\":"
                            + ProcessHandle.current().pid()
                            + ",\"createdAt\":\""
                            + now
                            + "\"}");
            await().pollDelay(BETWEEN_STEPS).until(() -> true);
            NavigableMap<String, Snapshot.Entry> before = untouched(tree);
            for (String years : List.of("+10y", "-10y", "+10y")) {
                step(clock, years);
                await().pollDelay(BETWEEN_STEPS).until(() -> true);
                assertThat(untouched(tree)).as(years).isEqualTo(before);
            }
            assertThat(installed.events("lock.break", "intent")).isEmpty();
            assertThat(installed.events("tmp.reap", "intent")).isEmpty();
            assertThat(installed.events("clock.step")).hasSize(3);

            dead.kill();
            await().atMost(PATIENCE).until(() -> !Files.exists(dies));
            assertThat(installed.told("lock.break", dies)).contains("intent dead-owner");
            assertThat(daemon.terminate()).isEqualTo(143);
        } finally {
            sleeper.destroyForcibly();
        }
    }

    private Installed faked(Path library, Path clock) throws IOException {
        return Installed.in(directory.resolve("home"), SETTINGS)
                .with("LD_PRELOAD", library.toString())
                .with("FAKETIME_TIMESTAMP_FILE", clock.toString())
                .with("FAKETIME_NO_CACHE", "1")
                .with("FAKETIME_DONT_FAKE_MONOTONIC", "1")
                .with("NO_FAKE_STAT", "1");
    }

    private static void step(Path clock, String by) throws IOException {
        Path next = Files.writeString(clock.resolveSibling("next"), by + "\n");
        Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Debian's place of it, on whichever architecture.
    private static Optional<Path> library() throws IOException {
        try (Stream<Path> architectures = Files.list(Path.of("/usr/lib"))) {
            return architectures
                    .map(one -> one.resolve("faketime/libfaketimeMT.so.1"))
                    .filter(Files::isReadable)
                    .findFirst();
        }
    }

    private static Path lock(GatewayTree tree, String id) throws IOException {
        return tree.session("main", id);
    }

    /// Everything but the lock that beats, whose times its owner moves.
    private static NavigableMap<String, Snapshot.Entry> untouched(GatewayTree tree)
            throws IOException {
        NavigableMap<String, Snapshot.Entry> files = Snapshot.files(tree.root());
        assertThat(files.keySet()).contains("agents/main/sessions/beats.jsonl.lock");
        files.remove("agents/main/sessions/beats.jsonl.lock");
        return files;
    }
}
