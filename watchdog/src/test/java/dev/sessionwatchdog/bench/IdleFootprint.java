package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/// What the daemon costs while nothing happens: start-up time, memory, threads, wake-ups and time
/// on a core, on a root with many quiet agents, beside what is demanded of each.
///
/// Settings are system properties: `launcher`, `bench.agents`, `bench.starts`, `bench.warmUp` and
/// `bench.window` (ISO durations). Numbers from a busy machine say little about time; memory and
/// wake-ups are solid. Linux only.
final class IdleFootprint {

    private static final double KIB_PER_MIB = 1024;

    private IdleFootprint() {}

    static void main() throws IOException, InterruptedException {
        Path launcher = Path.of(System.getProperty("launcher", ""));
        int agents = Integer.getInteger("bench.agents", 100);
        int starts = Integer.getInteger("bench.starts", 5);
        Path directory = Files.createTempDirectory("session-watchdog-bench-");
        try {
            Path root = QuietRoot.create(directory.resolve("root"), agents);
            Daemon daemon = new Daemon(launcher, root, directory.resolve("state"));
            measure(daemon, starts);
        } finally {
            remove(directory);
        }
    }

    private static void measure(Daemon daemon, int starts)
            throws IOException, InterruptedException {
        Comparison comparison = new Comparison();
        try (Daemon.Running first = daemon.start()) {
            comparison.seen("ready, first start", (double) first.readyAfter().toMillis(), "ms");
        }
        Duration best = Duration.ofDays(1);
        for (int start = 0; start < starts; start++) {
            try (Daemon.Running warm = daemon.start()) {
                best = best.compareTo(warm.readyAfter()) < 0 ? best : warm.readyAfter();
            }
        }
        comparison.atMost(
                "ready, best of " + starts + " warm", (double) best.toMillis(), 250, "ms");
        try (Daemon.Running running = daemon.start()) {
            comparison.atMost(
                    "time on a core until ready",
                    (double) running.cpuMillisUntilReady(),
                    350,
                    "ms");
            addIdle(comparison, running);
        }
        System.out.print(comparison.table());
    }

    private static void addIdle(Comparison comparison, Daemon.Running running)
            throws IOException, InterruptedException {
        Duration window = duration("bench.window", "PT2M");
        Thread.sleep(duration("bench.warmUp", "PT90S"));
        Footprint before = Footprint.of(running.proc());
        Thread.sleep(window);
        Footprint after = Footprint.of(running.proc());

        double minutes = window.toMillis() / 60_000.0;
        double millis = (after.runNanos() - before.runNanos()) / 1e6;
        long switches = after.voluntarySwitches() - before.voluntarySwitches();
        comparison
                .atMost("resident", after.residentKib() / KIB_PER_MIB, 64, "MiB")
                .atMost("private (anonymous)", after.anonymousKib() / KIB_PER_MIB, 26, "MiB")
                .atMost("threads", after.threads(), 20, "")
                .atMost("wake-ups per minute", switches / minutes, 60, "")
                .atMost("time on a core per minute", millis / minutes, 10, "ms");
    }

    private static Duration duration(String property, String otherwise) {
        return Duration.parse(System.getProperty(property, otherwise));
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
