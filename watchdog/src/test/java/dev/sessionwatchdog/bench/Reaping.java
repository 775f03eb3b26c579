package dev.sessionwatchdog.bench;

import dev.sessionwatchdog.bench.ReapingRuns.Took;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How fast orphans go, beside whatever else removes old files, on the same tree planted anew for
/// each.
final class Reaping implements Measurement {

    static final String OURS = "session-watchdog";

    private static final int AGENTS = 50;

    @Override
    public String name() {
        return "reaping";
    }

    @Override
    public Section measure(Setting setting) throws IOException, InterruptedException {
        Sizes sizes = setting.sizes();
        int live = sizes.count("reap.live");
        Section section =
                new Section(
                                "Reaping",
                                """
                                Asked: 8,662 and 100,000 orphans among 100,000 live files, by a warm daemon, pacing off,
                                every safety check on, events written: the larger at most 2 times as long as
                                `find -delete` (aim 1.2), and less than the loop in Node.
                                """)
                        .say(
                                """
                                Orphaned temps among %,d live files in %d directories, each with a whole index that
                                is newer than they are. Ours is timed from the start of the sweep in which they fall due
                                to the last outcome in the log, which is written beside the tree. The others are whole
                                processes. Median, and the least and the most, of so many runs: %d; the tree is planted
                                anew for each; after each every live file is counted. System calls are counted by strace
                                in an extra run; ours are all from the planting on, with the looks and passes before the
                                orphans fall due.
                                """
                                        .formatted(live, AGENTS, sizes.count("reap.repeats")));
        List<Integer> counts = sizes.counts("reap.orphans");
        for (int orphans : counts) {
            section.say(title(orphans, setting.scratch().kind()));
            add(section, setting, setting.inMemory("reap"), orphans, "memory");
        }
        if (sizes.flag("reap.alsoOnDisk")) {
            for (int orphans : counts) {
                section.say(title(orphans, "on the disk"));
                add(section, setting, setting.onDisk("reap"), orphans, "disk");
            }
        }
        return section;
    }

    private static String title(int orphans, String where) {
        return String.format(Locale.ROOT, "### %,d orphans, %s", orphans, where);
    }

    /// System calls are counted where there are fewest orphans, in memory; the ratio is asked where
    /// there are most.
    private static void add(Section section, Setting setting, Path place, int orphans, String where)
            throws IOException, InterruptedException {
        List<Integer> counts = setting.sizes().counts("reap.orphans");
        boolean counted = orphans == counts.getFirst() && where.equals("memory");
        ReapingRuns runs = new ReapingRuns(setting, place, AGENTS, orphans);
        runs.make(counted);
        section.add(table(runs)).add(comparison(runs.byName(), orphans == counts.getLast()));
        if (counted && runs.calls().isEmpty()) {
            section.say("System calls were not counted: strace is not here, or may not look.");
        }
        List<Plot.Bar> bars = new ArrayList<>();
        runs.byName().forEach((name, all) -> bars.add(new Plot.Bar(name, median(all))));
        section.add(
                new Plot.Bars(
                        "reaping-" + orphans + "-" + where,
                        String.format(Locale.ROOT, "%,d orphans, %s", orphans, where),
                        "seconds",
                        OURS,
                        bars));
    }

    private static Table table(ReapingRuns runs) {
        double find = median(runs.byName().getOrDefault(Peer.FIND, List.of()));
        Table table =
                new Table(
                        "",
                        "seconds",
                        "least - most",
                        "times find",
                        "CPU seconds",
                        "peak MiB",
                        "system calls an orphan",
                        "left or lost");
        runs.byName()
                .forEach((name, all) -> {
                    List<Double> seconds = all.stream().map(Took::seconds).toList();
                    Double calls = runs.calls().get(name);
                    table.row(
                            name,
                            Figures.of(median(all), ""),
                            Figures.of(Figures.quantile(seconds, 0), "")
                                    + " - "
                                    + Figures.of(Figures.quantile(seconds, 1), ""),
                            Figures.of(median(all) / find, ""),
                            Figures.of(
                                    Figures.median(all.stream().map(Took::cpuSeconds).toList()),
                                    ""),
                            peak(all),
                            calls == null ? "-" : Figures.of(calls, ""),
                            all.stream()
                                    .map(Took::wrong)
                                    .filter(w -> !w.isEmpty())
                                    .findFirst()
                                    .orElse("nothing"));
                });
        return table;
    }

    private static Table comparison(Map<String, List<Took>> runs, boolean most) {
        Comparison comparison = new Comparison();
        double ours = median(runs.getOrDefault(OURS, List.of()));
        double find = median(runs.getOrDefault(Peer.FIND, List.of()));
        if (!Double.isNaN(find) && most) {
            comparison.atMost("times find, by name and age", ours / find, 2, 1.2, "");
        }
        double node = median(runs.getOrDefault(Peer.NODE, List.of()));
        if (!Double.isNaN(node)) {
            comparison.atMost("times the loop in Node", ours / node, 1, "");
        }
        return comparison.table();
    }

    private static String peak(List<Took> runs) {
        double most = runs.stream().mapToDouble(Took::peakMib).max().orElse(0);
        return most == 0 ? "too short to see" : Figures.of(most, "");
    }

    private static double median(List<Took> runs) {
        return Figures.median(runs.stream().map(Took::seconds).toList());
    }
}
