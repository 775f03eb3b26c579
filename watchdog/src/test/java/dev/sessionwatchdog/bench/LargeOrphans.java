package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The reported incident by its bytes: large orphans with real blocks, taken with pacing as by
/// default, on the disk.
final class LargeOrphans implements Measurement {

    private static final int AGENTS = 50;
    private static final long MEBI = 1L << 20;

    /// Of what is free, so much may be filled.
    private static final double PART_OF_FREE = 0.8;

    /// A second's worth of pacing, at once and once more as it comes in.
    private static final double MOST_MIB_A_SECOND = 400;

    private static final double MOST_MIB_RESIDENT = 160;

    private static final String ASKED =
            """
            Asked: 51 GB in 8,662 orphans with real blocks, as many bytes as the disk allows, taken with bounded
            memory, with the pacing visible in the events, while free space rises steadily.
            """;

    private static final String SETTINGS =
            """
            drill: true
            watch: { full_sweep: 2s, sweep_jitter: 0% }
            tmp: { older_than: 24h, confirm_gap: 1s }
            """;

    @Override
    public String name() {
        return "large";
    }

    @Override
    public Section measure(Setting setting) throws IOException, InterruptedException {
        Path place = setting.onDisk("large");
        FileStore store = Files.getFileStore(place);
        long size = setting.sizes().bytes("large.fileBytes");
        long asked = setting.sizes().bytes("large.bytes");
        long bytes =
                (long) Math.min((double) asked, PART_OF_FREE * (double) store.getUsableSpace());
        int count = (int) Math.max(1, bytes / size);
        Tree tree = Tree.create(place.resolve("root"), AGENTS, AGENTS);
        Orphans orphans = new Orphans(plant(tree, place, count, size));
        Daemon daemon = Daemon.on(setting.launcher(), tree.root(), place.resolve("home"), SETTINGS);
        List<Plot.Point> free = new ArrayList<>();
        double peak;
        long begun = System.nanoTime();
        try (Daemon.Running running = daemon.start()) {
            orphans.awaitGone(
                    running,
                    Duration.ofSeconds(60 + bytes / (20 * MEBI)),
                    () ->
                            free.add(
                                    new Plot.Point(
                                            (System.nanoTime() - begun) / 1e9,
                                            store.getUsableSpace() / 1e9)));
            peak = Footprint.peakKib(running.proc()) / 1024.0;
        }
        String wrong = tree.damage();
        Section section = section(daemon.log(), new Went(count, size, begun, peak), free);
        Scratch.removeAll(place);
        return wrong.isEmpty() ? section : section.say("Left or lost: " + wrong);
    }

    /// @param begun when the daemon was started
    /// @param peakMib its memory
    private record Went(int count, long size, long begun, double peakMib) {

        double gigabytes() {
            return count * (double) size / 1e9;
        }
    }

    private static List<Path> plant(Tree tree, Path place, int count, long size)
            throws IOException, InterruptedException {
        List<Path> files = tree.plant(count, Tree.longAgo());
        Path list = place.resolve("list");
        Files.write(list, files.stream().map(Path::toString).toList());
        String script =
                "while read -r file; do fallocate -l " + size + " \"$file\" || exit 1; done";
        Run run = Run.of(List.of("sh", "-c", script + " < \"$0\"", list.toString()));
        if (run.exitCode() != 0) {
            throw new IOException("fallocate: " + run.said());
        }
        for (Path file : files) {
            Files.setLastModifiedTime(file, FileTime.from(Tree.longAgo()));
        }
        Files.delete(list);
        return files;
    }

    private static Section section(EventLog log, Went went, List<Plot.Point> free)
            throws IOException {
        List<Long> reapings = log.reapings();
        double seconds = (reapings.getLast() - reapings.getFirst()) / 1e9;
        double meanMib = went.gigabytes() * 1e9 / MEBI / Math.max(seconds, 0.001);
        return new Section("Large orphans", ASKED)
                .say(
                        """
                        %,d orphans of %s each with real blocks (`fallocate`), %s in all, on the disk, pacing as by
                        default (500 files and 200 MiB a second). They went within %s, %s on average, by the times
                        of their outcomes in the log. %s
                        """
                                .formatted(
                                        went.count,
                                        Figures.of(went.size / 1e6, "MB"),
                                        Figures.of(went.gigabytes(), "GB"),
                                        Figures.of(seconds, "s"),
                                        Figures.of(meanMib, "MiB/s"),
                                        log.waits()))
                .add(comparison(reapings, went, free))
                .add(
                        new Plot.Lines(
                                "large-pace",
                                "What went in each second, by the events",
                                "MiB, over seconds",
                                true,
                                List.of(new Plot.Line("taken", eachSecond(reapings, went.size)))))
                .add(
                        new Plot.Lines(
                                "large-free",
                                "Free space while %,d orphans go".formatted(went.count),
                                "GB free, over seconds",
                                false,
                                List.of(new Plot.Line("free", free))));
    }

    private static Table comparison(List<Long> reapings, Went went, List<Plot.Point> free) {
        double mostMib = mostInASecond(reapings) * (double) went.size / MEBI;
        return new Comparison()
                .atMost("resident at most", went.peakMib, MOST_MIB_RESIDENT, "MiB")
                .atMost("most in one second", mostMib, MOST_MIB_A_SECOND, "MiB")
                .atMost(
                        "longest time in which free space did not rise",
                        longestFlat(free),
                        3,
                        1,
                        "s")
                .seen(
                        "from the daemon's start to the first outcome",
                        (reapings.getFirst() - went.begun) / 1e9,
                        "s")
                .table();
    }

    private static List<Plot.Point> eachSecond(List<Long> times, long size) {
        int seconds = (int) ((times.getLast() - times.getFirst()) / 1_000_000_000L) + 1;
        int[] taken = new int[seconds];
        for (long time : times) {
            taken[(int) ((time - times.getFirst()) / 1_000_000_000L)]++;
        }
        List<Plot.Point> points = new ArrayList<>();
        for (int second = 0; second < seconds; second++) {
            points.add(new Plot.Point(second, taken[second] * (double) size / MEBI));
        }
        return points;
    }

    private static int mostInASecond(List<Long> times) {
        int most = 0;
        int first = 0;
        for (int last = 0; last < times.size(); last++) {
            while (times.get(last) - times.get(first) > 1_000_000_000L) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    /// From the first rise to the last.
    private static double longestFlat(List<Plot.Point> free) {
        double longest = 0;
        double risen = Double.NaN;
        double highest = free.isEmpty() ? 0 : free.getFirst().value();
        for (Plot.Point point : free) {
            if (point.value() > highest) {
                longest = Double.isNaN(risen) ? 0 : Math.max(longest, point.seconds() - risen);
                risen = point.seconds();
                highest = point.value();
            }
        }
        return longest;
    }
}
