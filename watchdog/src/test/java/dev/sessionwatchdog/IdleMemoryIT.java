package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A daemon that gave back what only its start needed in memory.
@EnabledOnOs(OS.LINUX)
final class IdleMemoryIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// At least the code of the JVM: megabytes.
    private static final Pattern GIVEN_BACK =
            Pattern.compile("given back: [0-9]{7,} bytes of the image");

    @TempDir private Path directory;

    @Test
    void gives_the_images_pages_back_and_sweeps_acts_and_reloads_afterwards() throws Exception {
        GatewayTree tree = GatewayTree.in(directory.resolve("root"), "main");
        Installed installed = Installed.in(directory.resolve("home"), Installed.SHORT_WAITS);
        List<String> talking = List.of("/usr/bin/env", "SESSION_WATCHDOG_VERBOSE=true");
        try (RunningDaemon daemon = RunningDaemon.begin(installed, tree.root(), talking).atWork()) {
            // What is resident afterwards is the kernel's choice: it may map a whole large folio
            // for one page that is touched.
            await().atMost(PATIENCE).until(() -> GIVEN_BACK.matcher(installed.said()).find());

            tree.orphan("main", 1, "{}");
            await().atMost(PATIENCE).until(() -> installed.events("tmp.reap", "done").size() == 1);
            installed.configure("mode: observe\n" + Installed.SHORT_WAITS);
            daemon.signal("HUP");
            await().atMost(PATIENCE)
                    .until(() -> installed.events("config.reload", "done").size() == 1);
            assertThat(daemon.terminate()).isEqualTo(143);
        }
    }
}
