package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Ours and the others at work on one tree, which is planted anew for each.
final class ReapingRuns {

    private static final int WARM_UP = 20_000;
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    /// Pacing is off; every check and the log are on. What has waited is due within a second.
    private static final String SETTINGS =
            """
            drill: true
            watch: { settle: 100ms, full_sweep: 1s, sweep_jitter: 0% }
            tmp:
              older_than: 24h
              confirm_gap: 1ms
              max_per_sweep: 1000000
              rate: { files: 1000000, bytes: 1000TiB, backoff: false }
            """;

    /// How long one run took.
    ///
    /// @param seconds by the clock on the wall
    /// @param wrong what it left or took that it should not have; empty when nothing
    record Took(double seconds, double cpuSeconds, double peakMib, String wrong) {}

    private final Setting setting;
    private final Path place;
    private final Tree tree;
    private final int orphans;
    private final Map<String, List<Took>> byName = new LinkedHashMap<>();
    private final Map<String, Double> calls = new HashMap<>();

    /// @param agents directories with live files
    ReapingRuns(Setting setting, Path place, int agents, int orphans) throws IOException {
        this.setting = setting;
        this.place = place;
        this.orphans = orphans;
        this.tree = Tree.create(place.resolve("root"), agents, setting.sizes().count("reap.live"));
    }

    /// All runs by who made them, ours first.
    Map<String, List<Took>> byName() {
        return byName;
    }

    /// System calls for an orphan, by who made them; of nobody where they are not counted.
    Map<String, Double> calls() {
        return calls;
    }

    /// @param counted whether all do it once more while their system calls are counted
    void make(boolean counted) throws IOException, InterruptedException {
        int repeats = setting.sizes().count("reap.repeats");
        boolean count = counted && SystemCalls.canBeCounted();
        ours(repeats, count);
        Scratch.removeAll(tree.root().resolve(".session-watchdog"));
        for (Peer peer : setting.peers()) {
            for (int repeat = 0; repeat < repeats; repeat++) {
                note(peer.name(), theirs(peer));
            }
            if (count) {
                tree.plant(orphans, Tree.longAgo());
                noteCalls(peer.name(), SystemCalls.of(peer.command().apply(tree.root())));
            }
        }
        Scratch.removeAll(place);
    }

    private void note(String name, Took took) {
        byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(took);
        Setting.say("%s, %d orphans: %s".formatted(name, orphans, took));
    }

    private void noteCalls(String name, SystemCalls made) throws IOException {
        calls.put(name, (double) made.total() / orphans);
        Setting.say("%s, %d orphans: %s".formatted(name, orphans, made));
        String wrong = tree.damage();
        if (!wrong.isEmpty()) {
            throw new IOException(name + ", while its system calls were counted: " + wrong);
        }
    }

    private Took theirs(Peer peer) throws IOException, InterruptedException {
        tree.plant(orphans, Tree.longAgo());
        Run run = Run.of(peer.command().apply(tree.root()));
        return new Took(
                Figures.seconds(run.wall()),
                run.cpuMillis() / 1e3,
                run.peakKib() / 1024.0,
                run.exitCode() == 0 ? tree.damage() : run.said());
    }

    private void ours(int repeats, boolean count) throws IOException, InterruptedException {
        Daemon daemon = Daemon.on(setting.launcher(), tree.root(), place.resolve("home"), SETTINGS);
        try (Daemon.Running running = daemon.start()) {
            Duration planting = warmUp(running);
            for (int repeat = 0; repeat < repeats; repeat++) {
                note(Reaping.OURS, oneOfOurs(daemon, running, planting));
            }
            if (count) {
                Optional<SystemCalls> made =
                        SystemCalls.during(
                                running.process().pid(),
                                () -> planted().awaitGone(running, PATIENCE, () -> {}));
                if (made.isPresent()) {
                    noteCalls(Reaping.OURS, made.get());
                }
            }
        }
    }

    private Orphans planted() throws IOException {
        return new Orphans(tree.plant(orphans, Tree.longAgo()));
    }

    /// @return how long planting all may take
    private Duration warmUp(Daemon.Running running) throws IOException, InterruptedException {
        int few = Math.min(orphans, WARM_UP);
        long begun = System.nanoTime();
        Orphans planted = new Orphans(tree.plant(few, Tree.longAgo()));
        long took = System.nanoTime() - begun;
        planted.awaitGone(running, PATIENCE, () -> {});
        return Duration.ofSeconds(3).plus(Duration.ofNanos(2 * took / few * orphans));
    }

    /// They are planted a little younger than an orphan has to be, so that they fall due when all
    /// of them are there and have been seen.
    private Took oneOfOurs(Daemon daemon, Daemon.Running running, Duration planting)
            throws IOException, InterruptedException {
        Instant due = Instant.now().plus(planting);
        long begun = System.nanoTime();
        Orphans planted = new Orphans(tree.plant(orphans, due.minus(Tree.LIMIT)));
        Duration left = Duration.between(Instant.now(), due);
        if (left.isNegative()) {
            throw new IOException("planting " + orphans + " orphans took longer than " + planting);
        }
        Setting.wait(left);
        long cpu = Footprint.cpuMillisSinceStart(running.proc());
        planted.awaitGone(running, PATIENCE, () -> {});
        List<EventLog.Sweep> acting = List.of();
        for (int look = 0; look < 200 && applied(acting) < orphans; look++) {
            Setting.wait(Duration.ofMillis(100));
            acting =
                    daemon.log().sweeps().stream()
                            .filter(sweep -> sweep.startNanos() > begun && sweep.applied() > 0)
                            .toList();
        }
        cpu = Footprint.cpuMillisSinceStart(running.proc()) - cpu;
        long nanos = acting.getLast().endNanos() - acting.getFirst().startNanos();
        String wrong = applied(acting) == orphans ? tree.damage() : applied(acting) + " in the log";
        return new Took(nanos / 1e9, cpu / 1e3, Footprint.peakKib(running.proc()) / 1024.0, wrong);
    }

    private static int applied(List<EventLog.Sweep> sweeps) {
        return sweeps.stream().mapToInt(EventLog.Sweep::applied).sum();
    }
}
