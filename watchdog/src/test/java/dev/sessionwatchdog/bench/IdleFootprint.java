package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// What the daemon costs while nothing happens: start-up time, memory, threads, wake-ups and time
/// on a core, on roots with many quiet agents, beside what is demanded of each.
///
/// Numbers from a busy machine say little about time; memory and wake-ups are solid.
final class IdleFootprint implements Measurement {

    private static final double KIB_PER_MIB = 1024;
    private static final int SHOWN = 8;

    private static final String ASKED =
            """
            Asked: on 100 and 2,000 directories for ten minutes, resident at most 60 MiB and private at most 24 MiB
            (aim 40 and 12), at most 60 wake-ups and 5 ms on a core a minute (aim 30 and 2.5), at most 18 threads,
            ready within 200 ms warm (aim 60); and what keeps it from the aim, by cause, with what each step towards
            it would cost.
            """;

    /// One root, and what is known of it so far.
    private record Made(int directories, Daemon daemon, Comparison comparison) {}

    /// One root with its daemon at work.
    private record Idle(int directories, Comparison comparison, Daemon.Running running) {}

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public Section measure(Setting setting) throws IOException, InterruptedException {
        Section section =
                new Section("Idle", ASKED)
                        .say(
                                """
                                With the settings as by default, on whole, quiet stores, in which nothing was written
                                for %s before the daemon's start; warmed up for %s and watched for %s. Private is what
                                has no file behind it.
                                """
                                        .formatted(
                                                seconds(setting, "idle.age"),
                                                seconds(setting, "idle.warmUp"),
                                                seconds(setting, "idle.window")));
        List<Idle> all = new ArrayList<>();
        try {
            List<Made> roots = new ArrayList<>();
            for (int directories : setting.sizes().counts("idle.directories")) {
                roots.add(make(setting, directories));
            }
            long made = System.nanoTime();
            for (Made root : roots) {
                starts(root, setting.sizes().count("idle.starts"));
            }
            // Trees stand for days: what was written within the confirm gap is looked at again.
            Duration since = Duration.ofNanos(System.nanoTime() - made);
            Setting.wait(setting.sizes().span("idle.age").minus(since));
            for (Made root : roots) {
                all.add(start(root));
            }
            watch(section, all, setting);
        } finally {
            for (Idle idle : all) {
                idle.running.close();
            }
        }
        return IdleSteps.add(section, setting);
    }

    private static String seconds(Setting setting, String key) {
        return Figures.of(Figures.seconds(setting.sizes().span(key)), "s");
    }

    private static Made make(Setting setting, int directories) throws IOException {
        Path place = setting.inMemory("idle-" + directories);
        QuietRoot.create(place.resolve("root"), directories);
        Daemon daemon =
                Daemon.on(setting.launcher(), place.resolve("root"), place.resolve("home"), "");
        return new Made(directories, daemon, new Comparison());
    }

    private static void starts(Made root, int starts) throws IOException, InterruptedException {
        try (Daemon.Running first = root.daemon.start()) {
            root.comparison.seen("ready, first start", Figures.millis(first.readyAfter()), "ms");
        }
        Duration best = Duration.ofDays(1);
        for (int start = 0; start < starts; start++) {
            try (Daemon.Running warm = root.daemon.start()) {
                best = best.compareTo(warm.readyAfter()) < 0 ? best : warm.readyAfter();
            }
        }
        root.comparison.atMost(
                "ready, best of " + starts + " warm", Figures.millis(best), 200, 60, "ms");
    }

    private static Idle start(Made root) throws IOException, InterruptedException {
        Daemon.Running running = root.daemon.start();
        root.comparison.seen(
                "time on a core until ready", (double) running.cpuMillisUntilReady(), "ms");
        return new Idle(root.directories, root.comparison, running);
    }

    /// All at the same time: they are idle.
    private static void watch(Section section, List<Idle> all, Setting setting)
            throws IOException, InterruptedException {
        Duration window = setting.sizes().span("idle.window");
        Setting.wait(setting.sizes().span("idle.warmUp"));
        List<Footprint> before = new ArrayList<>();
        List<ThreadWork> workBefore = new ArrayList<>();
        for (Idle idle : all) {
            before.add(Footprint.of(idle.running.proc()));
            workBefore.add(ThreadWork.of(idle.running.proc()));
        }
        Setting.wait(window);
        double minutes = window.toMillis() / 60_000.0;
        for (int i = 0; i < all.size(); i++) {
            Idle idle = all.get(i);
            Footprint after = Footprint.of(idle.running.proc());
            ThreadWork work = ThreadWork.of(idle.running.proc()).since(workBefore.get(i));
            compare(idle.comparison, before.get(i), after, minutes);
            section.say("### " + idle.directories + " directories").add(idle.comparison.table());
            section.add(threads(work, minutes));
            section.add(mapped(MappedMemory.of(idle.running.proc())));
        }
    }

    private static void compare(
            Comparison comparison, Footprint before, Footprint after, double minutes) {
        double millis = (after.runNanos() - before.runNanos()) / 1e6;
        long switches = after.voluntarySwitches() - before.voluntarySwitches();
        comparison
                .atMost("resident", after.residentKib() / KIB_PER_MIB, 60, 40, "MiB")
                .atMost("private", after.anonymousKib() / KIB_PER_MIB, 24, 12, "MiB")
                .atMost("threads", after.threads(), 18, "")
                .atMost("wake-ups a minute", switches / minutes, 60, 30, "")
                .atMost("time on a core a minute", millis / minutes, 5, 2.5, "ms");
    }

    private static Table threads(ThreadWork work, double minutes) {
        Table table = new Table("threads by name", "wake-ups a minute", "ms on a core a minute");
        work.byName().entrySet().stream()
                .filter(entry -> entry.getValue().switches() > 0)
                .sorted(
                        Comparator.comparingLong((Map.Entry<String, ThreadWork.Work> entry) ->
                                        entry.getValue().switches())
                                .reversed())
                .limit(SHOWN)
                .forEach(entry ->
                        table.row(
                                entry.getKey(),
                                Figures.of(entry.getValue().switches() / minutes, ""),
                                Figures.of(entry.getValue().nanos() / 1e6 / minutes, "")));
        return table;
    }

    private static Table mapped(MappedMemory memory) {
        Table table = new Table("memory by cause", "resident MiB", "private MiB");
        memory.byCause().entrySet().stream()
                .sorted(
                        Comparator.comparingLong((Map.Entry<String, MappedMemory.Size> entry) ->
                                        entry.getValue().residentKib())
                                .reversed())
                .limit(SHOWN)
                .forEach(entry ->
                        table.row(
                                entry.getKey(),
                                Figures.of(entry.getValue().residentKib() / KIB_PER_MIB, ""),
                                Figures.of(entry.getValue().privateKib() / KIB_PER_MIB, "")));
        return table;
    }
}
