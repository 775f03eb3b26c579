package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How fast orphans go, beside whatever else removes old files, on the same tree planted anew for
/// each.
final class Reaping implements Measurement {

    static final String OURS = "session-watchdog";

    private static final int AGENTS = 50;
    private static final int WARM_UP = 5_000;
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
              rate: { files: 1000000, bytes: 1000TiB }
            """;

    /// How long one run took.
    ///
    /// @param seconds by the clock on the wall
    /// @param wrong what it left or took that it should not have; empty when nothing
    record Took(double seconds, double cpuSeconds, double peakMib, String wrong) {}

    @Override
    public String name() {
        return "reaping";
    }

    @Override
    public Section measure(Setting setting) throws IOException, InterruptedException {
        Sizes sizes = setting.sizes();
        int live = sizes.count("reap.live");
        Section section =
                new Section("Reaping")
                        .say(
                                """
                                Orphaned temps among %d live files in %d directories, each with a whole index that
                                is newer than they are. Ours is a warm daemon with every check on and its log
                                written beside the tree, pacing off: from the start of the sweep in which they fall
                                due to the last outcome in the log. The others are whole processes. Median, and the
                                least and the most, of so many runs: %d; the tree is planted anew for each; after each every
                                live file is counted.
                                """
                                        .formatted(live, AGENTS, sizes.count("reap.repeats")));
        List<Integer> counts = sizes.counts("reap.orphans");
        for (int orphans : counts) {
            section.say("### " + orphans + " orphans, " + setting.scratch().kind());
            add(section, runs(setting, setting.inMemory("reap"), orphans), orphans, "memory");
        }
        if (sizes.flag("reap.alsoOnDisk")) {
            section.say("### " + counts.getFirst() + " orphans, on the disk");
            int orphans = counts.getFirst();
            add(section, runs(setting, setting.onDisk("reap"), orphans), orphans, "disk");
        }
        return section;
    }

    private static Map<String, List<Took>> runs(Setting setting, Path place, int orphans)
            throws IOException, InterruptedException {
        Tree tree = Tree.create(place.resolve("root"), AGENTS, setting.sizes().count("reap.live"));
        int repeats = setting.sizes().count("reap.repeats");
        Map<String, List<Took>> runs = new LinkedHashMap<>();
        runs.put(OURS, ours(setting, place, tree, orphans, repeats));
        Scratch.removeAll(tree.root().resolve(".session-watchdog"));
        for (int repeat = 0; repeat < repeats; repeat++) {
            for (Peer peer : setting.peers()) {
                tree.plant(orphans, Tree.longAgo());
                Run run = Run.of(peer.command().apply(tree.root()));
                String wrong = run.exitCode() == 0 ? tree.damage() : run.said();
                Took took =
                        new Took(
                                Figures.seconds(run.wall()),
                                run.cpuMillis() / 1e3,
                                run.peakKib() / 1024.0,
                                wrong);
                runs.computeIfAbsent(peer.name(), _ -> new ArrayList<>()).add(took);
                Setting.say("%s, %d orphans: %s".formatted(peer.name(), orphans, took));
            }
        }
        Scratch.removeAll(place);
        return runs;
    }

    private static List<Took> ours(Setting setting, Path place, Tree tree, int orphans, int repeats)
            throws IOException, InterruptedException {
        Daemon daemon = Daemon.on(setting.launcher(), tree.root(), place.resolve("home"), SETTINGS);
        List<Took> runs = new ArrayList<>();
        try (Daemon.Running running = daemon.start()) {
            plantedAndGone(tree, Math.min(orphans, WARM_UP), running);
            for (int repeat = 0; repeat < repeats; repeat++) {
                runs.add(oneOfOurs(daemon, running, tree, orphans));
                Setting.say("%s, %d orphans: %s".formatted(OURS, orphans, runs.getLast()));
            }
        }
        return runs;
    }

    private static void plantedAndGone(Tree tree, int orphans, Daemon.Running running)
            throws IOException, InterruptedException {
        new Orphans(tree.plant(orphans, Tree.longAgo())).awaitGone(running, PATIENCE, () -> {});
    }

    /// They are planted a little younger than an orphan has to be, so that they fall due when all
    /// of them are there and have been seen.
    private static Took oneOfOurs(Daemon daemon, Daemon.Running running, Tree tree, int orphans)
            throws IOException, InterruptedException {
        Duration planting = Duration.ofSeconds(3).plus(Duration.ofNanos(150_000L * orphans));
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

    private static void add(
            Section section, Map<String, List<Took>> runs, int orphans, String place) {
        double find = median(runs.getOrDefault(Peer.FIND, List.of()));
        Table table =
                new Table(
                        "",
                        "seconds",
                        "least - most",
                        "times find",
                        "CPU seconds",
                        "peak MiB",
                        "left or lost");
        List<Plot.Bar> bars = new ArrayList<>();
        runs.forEach((name, all) -> {
            List<Double> seconds = all.stream().map(Took::seconds).toList();
            table.row(
                    name,
                    Figures.of(median(all), ""),
                    Figures.of(Figures.quantile(seconds, 0), "")
                            + " - "
                            + Figures.of(Figures.quantile(seconds, 1), ""),
                    Figures.of(median(all) / find, ""),
                    Figures.of(Figures.median(all.stream().map(Took::cpuSeconds).toList()), ""),
                    peak(all),
                    all.stream()
                            .map(Took::wrong)
                            .filter(w -> !w.isEmpty())
                            .findFirst()
                            .orElse("nothing"));
            bars.add(new Plot.Bar(name, median(all)));
        });
        section.add(table);
        Comparison comparison = new Comparison();
        double ours = median(runs.getOrDefault(OURS, List.of()));
        if (!Double.isNaN(find)) {
            comparison.atMost("times find, by name and age", ours / find, 2, 1.2, "");
        }
        double node = median(runs.getOrDefault(Peer.NODE, List.of()));
        if (!Double.isNaN(node)) {
            comparison.atMost("times the loop in Node", ours / node, 1, "");
        }
        section.add(comparison.table())
                .add(
                        new Plot.Bars(
                                "reaping-" + orphans + "-" + place,
                                orphans + " orphans, " + place,
                                "seconds",
                                bars));
    }

    private static String peak(List<Took> runs) {
        double most = runs.stream().mapToDouble(Took::peakMib).max().orElse(0);
        return most == 0 ? "too short to see" : Figures.of(most, "");
    }

    private static double median(List<Took> runs) {
        return Figures.median(runs.stream().map(Took::seconds).toList());
    }
}
