package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A daemon that gave back what only its start needed in memory.
@EnabledOnOs(OS.LINUX)
final class IdleMemoryIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// Measured on one store swept all the time: 27,664, and 33,076 when nothing is given back.
    private static final long FEW_KIB = 30_500;

    @TempDir private Path directory;

    @Test
    void gives_the_images_pages_back_and_sweeps_acts_and_reloads_afterwards() throws Exception {
        GatewayTree tree = GatewayTree.in(directory.resolve("root"), "main");
        Installed installed = Installed.in(directory.resolve("home"), Installed.SHORT_WAITS);
        try (RunningDaemon daemon = RunningDaemon.start(installed, tree.root())) {
            await().atMost(PATIENCE).until(() -> residentKib(daemon.process().pid()) < FEW_KIB);

            tree.orphan("main", 1, "{}");
            await().atMost(PATIENCE).until(() -> installed.events("tmp.reap", "done").size() == 1);
            installed.configure("mode: observe\n" + Installed.SHORT_WAITS);
            daemon.signal("HUP");
            await().atMost(PATIENCE)
                    .until(() -> installed.events("config.reload", "done").size() == 1);
            assertThat(daemon.terminate()).isEqualTo(143);
        }
    }

    /// Of the image's files, what is mapped without the right to write.
    private static long residentKib(long pid) throws IOException {
        long sum = 0;
        boolean counts = false;
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps"))) {
            if (line.contains("-")) {
                counts = line.contains(" r-") && line.matches(".*(/libjvm\\.so|/modules|\\.aot)");
            } else if (counts && line.startsWith("Rss:")) {
                sum += Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return sum;
    }
}
