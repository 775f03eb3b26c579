package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A pass by hand over more than one root, cut short and not.
final class InterruptedSweepIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private Path directory;

    @Test
    void an_interrupted_pass_concludes_what_it_has_begun() throws Exception {
        GatewayTree tree = GatewayTree.in(directory.resolve("root"), "main");
        for (int i = 0; i < 2_000; i++) {
            tree.orphan("main", i, "{}");
        }
        Installed installed =
                Installed.in(
                        directory.resolve("home"),
                        "tmp: {older_than: 1ms, rate: {files: 300, bytes: 1GiB}}\n");

        Process sweep = installed.start("sweep", "--root", tree.root().toString());
        await().atMost(PATIENCE).until(() -> tree.temps("main").size() < 1_900);
        assertThat(new ProcessBuilder("/bin/kill", "-INT", "" + sweep.pid()).start().waitFor())
                .isZero();

        assertThat(sweep.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(sweep.exitValue()).as("%s", installed.said()).isEqualTo(130);
        assertThat(tree.temps("main")).isNotEmpty();
        Launched verified = installed.run("events", "verify");
        assertThat(verified.exitCode()).isZero();
        assertThat(verified.out()).contains(" 0 open intents");
        assertThat(installed.said()).contains("in all: ");
    }

    @Test
    void roots_without_a_daemon_are_swept_beside_roots_that_have_one() throws Exception {
        GatewayTree guarded = GatewayTree.in(directory.resolve("guarded"), "main");
        GatewayTree alone = GatewayTree.in(directory.resolve("alone"), "main", "ops");
        alone.orphan("main", 1, "{}");
        Installed daemons = Installed.in(directory.resolve("home"), Installed.SHORT_WAITS);
        Installed ours = Installed.in(directory.resolve("ours"), Installed.SHORT_WAITS);
        try (RunningDaemon _ = RunningDaemon.start(daemons, guarded.root())) {
            Launched sweep =
                    ours.run(
                            "sweep",
                            "--root",
                            guarded.root().toString(),
                            "--root",
                            alone.root().toString());

            assertThat(sweep.exitCode()).as("%s", sweep).isZero();
            assertThat(sweep.out())
                    .contains(guarded.root() + ": by the running daemon: ")
                    .contains("in all: 1 reaped (2 B)")
                    .contains("2 stores {single-file=2}");
            assertThat(alone.temps("main")).isEmpty();
        }
    }
}
