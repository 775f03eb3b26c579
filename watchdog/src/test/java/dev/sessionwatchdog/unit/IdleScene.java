package dev.sessionwatchdog.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.bench.Comparison;
import dev.sessionwatchdog.bench.Footprint;
import dev.sessionwatchdog.bench.QuietRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// What the daemon costs under its unit, with the settings that people have, while nothing happens
/// in a tree of a hundred stores.
record IdleScene(BootedDebian machine) {

    private static final int AGENTS = 100;
    private static final double KIB_PER_MIB = 1024;
    private static final Duration MOST_WARM_UP = Duration.ofSeconds(90);
    private static final int MOST_THREADS = 20;

    /// Lets it rest so long, after a while for its start, and prints what it took meanwhile.
    void rests(Duration window) throws Exception {
        GuardedUser user = GuardedUser.in(machine, "idle");
        QuietRoot.create(user.tree().root(), AGENTS);
        Files.delete(user.tree().sessions(GuardedUser.AGENT).resolve("a0e1231e.jsonl.lock"));
        user.ownsAll();
        user.start();
        user.awaits(
                "it has swept",
                () -> user.said().path("last_sweep").path("stores").asInt() == AGENTS + 1);
        Path process = machine.file("/proc/" + user.pid());
        pass(window.compareTo(MOST_WARM_UP) < 0 ? window : MOST_WARM_UP);
        Footprint before = Footprint.of(process);
        pass(window);
        Footprint after = Footprint.of(process);

        double minutes = window.toMillis() / 60_000.0;
        long switches = after.voluntarySwitches() - before.voluntarySwitches();
        System.out.printf(
                "InstalledUnitIT: idle for %s under the unit%n%s",
                window,
                new Comparison()
                        .atMost("resident", after.residentKib() / KIB_PER_MIB, 64, "MiB")
                        .atMost(
                                "private (anonymous)",
                                after.anonymousKib() / KIB_PER_MIB,
                                26,
                                "MiB")
                        .atMost("threads", after.threads(), MOST_THREADS, "")
                        .atMost("wake-ups per minute", switches / minutes, 60, "")
                        .atMost(
                                "time on a core per minute",
                                (after.runNanos() - before.runNanos()) / 1e6 / minutes,
                                10,
                                "ms")
                        .table()
                        .markdown());
        assertThat(after.threads()).isBetween(5, MOST_THREADS);
        assertThat(user.property("ActiveState")).isEqualTo("active");
        assertThat(user.property("NRestarts")).isEqualTo("0");
        machine.done("systemctl", "stop", user.unit());
    }

    private static void pass(Duration time) throws InterruptedException {
        Thread.sleep(time);
    }
}
