package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `demo`, as the first thing that a person runs.
final class DemoIT {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    @TempDir private Path directory;

    @Test
    void shows_orphans_and_locks_go_and_their_owners_live_on() throws Exception {
        long began = System.nanoTime();
        Launched demo =
                Launched.run(
                        directory,
                        Map.of("PATH", "/usr/bin:/bin", "TMPDIR", directory.toString()),
                        List.of(Launched.launcher().toString(), "demo"));
        Duration took = Duration.ofNanos(System.nanoTime() - began);

        assertThat(demo.exitCode()).as("%s", demo).isZero();
        assertThat(demo.out())
                .contains("lock.break intent: agents/main/sessions/5f0c7a52.jsonl.lock")
                .contains("lock.break done: agents/main/sessions/5f0c7a52.jsonl.lock -> quarantine")
                .contains("leaked-by-live-owner")
                .contains("lock.break done: agents/main/sessions/c3a9d001.jsonl.lock -> quarantine")
                .contains("was not touched: it lives on")
                .containsPattern("held +\\d+ sh +alive +heartbeat")
                .contains("  there  agents/main/sessions/9b781e27.jsonl.lock")
                .contains("  gone   agents/main/sessions/5f0c7a52.jsonl.lock")
                .contains("there again, by the undo")
                .contains("abstain: gateway not known to read sessions.d")
                .contains("  there  agents/main/sessions/sessions.json")
                .contains("ok: ")
                .doesNotContain("lock.break intent: agents/main/sessions/9b781e27", "LOST");
        assertThat(took).isLessThan(LONGEST);
    }
}
