package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The real daemon on a small tmpfs that holds the tree and the log, filled by somebody else in the
/// middle of a sweep that reaps (S41).
final class FullFileSystemIT {

    private static final int ORPHANS = 1_500;
    private static final String SLOWLY =
            """
            tmp:
              older_than: 1ms
              confirm_gap: 20ms
              rate: { files: 150, bytes: 100GiB }
            watch:
              settle: 10ms
              full_sweep: 200ms
              sweep_jitter: 0%
            """;

    @TempDir private Path directory;

    private Path mounted;

    @BeforeEach
    void mount() throws Exception {
        mounted = Files.createDirectories(directory.resolve("home/state"));
        assumeTrue(
                command("mount", "-t", "tmpfs", "-o", "size=16m", "swd", mounted.toString()),
                "SKIPPED: mounting a tmpfs needs root in a namespace that may mount");
    }

    @AfterEach
    void unmount() throws Exception {
        command("umount", "-l", mounted.toString());
    }

    private static boolean command(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).start().waitFor() == 0;
    }

    @Test
    void full_in_the_middle_of_a_sweep_destroys_nothing_unannounced_and_recovers_by_itself()
            throws Exception {
        GatewayTree tree = GatewayTree.in(mounted.resolve("root"), "main");
        Set<String> orphans = new HashSet<>();
        for (int i = 0; i < ORPHANS; i++) {
            orphans.add(tree.orphan("main", i, "x").getFileName().toString());
        }
        Installed installed = Installed.in(directory.resolve("home"), SLOWLY);
        try (RunningDaemon daemon = RunningDaemon.start(installed, tree.root())) {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> tree.temps("main").size() < ORPHANS - 100);
            int whenFull =
                    whileFull(() -> {
                        await().atMost(Duration.ofMinutes(1))
                                .until(() -> !installed.events("events.reserve").isEmpty());
                        int now = tree.temps("main").size();
                        await().atMost(Duration.ofMinutes(1))
                                .until(() -> tree.temps("main").size() < now - 50);
                        return now;
                    });
            await().atMost(Duration.ofMinutes(1)).until(() -> tree.temps("main").isEmpty());
            System.out.printf(
                    "FullFileSystemIT: full with %d of %d orphans left; all gone in the end%n",
                    whenFull, ORPHANS);
            assertThat(daemon.process().isAlive()).isTrue();
            assertThat(daemon.terminate()).isEqualTo(143);
        }
        Set<String> announced = new HashSet<>();
        for (JsonNode intent : installed.events("tmp.reap", "intent")) {
            String path = intent.path("file").path("path").asString("");
            announced.add(path.substring(path.lastIndexOf('/') + 1));
        }
        assertThat(announced).containsAll(orphans);
        assertThat(installed.events("tmp.reap", "done")).hasSize(ORPHANS);
        assertThat(installed.events("events.reserve"))
                .filteredOn(it -> it.path("event").path("kind").asString("").equals("alert"))
                .hasSize(1);
        Launched verified = installed.run("events", "verify");
        assertThat(verified.exitCode()).as(verified.out()).isZero();
        assertThat(verified.out()).contains("0 open intents");
    }

    private interface Meanwhile {
        int look() throws Exception;
    }

    /// Whatever is freed is taken again at once, as a gateway does that goes on writing.
    private int whileFull(Meanwhile meanwhile) throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        Path ballast = mounted.resolve("ballast");
        Thread filling =
                Thread.ofPlatform()
                        .start(() -> {
                            byte[] page = new byte[4096];
                            while (!enough.get()) {
                                try (FileOutputStream out =
                                        new FileOutputStream(ballast.toFile(), true)) {
                                    while (!enough.get()) {
                                        out.write(page);
                                    }
                                } catch (IOException full) {
                                    Thread.onSpinWait();
                                }
                            }
                        });
        try {
            return meanwhile.look();
        } finally {
            enough.set(true);
            filling.join();
            Files.delete(ballast);
        }
    }
}
