package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a look at a tree costs in which nothing has happened since the last one.
final class UnchangedPass implements Measurement {

    /// As often as it may, so that many can be timed; an index is watched for the gap before its
    /// store is passed over.
    private static final String SETTINGS =
            """
            drill: true
            watch: { settle: 10ms, full_sweep: 20ms, sweep_jitter: 0% }
            tmp: { confirm_gap: 100ms }
            """;

    private static final int FEW = 50;

    /// Each has two directories to be asked for: its agent's and its own.
    private static final int MANY = 5_000;

    /// So many times the mean of a part of the window is taken.
    private static final int PARTS = 10;

    /// No directory is trusted that changed so recently, and the first look takes its time.
    private static final Duration TRUST = Duration.ofSeconds(5);

    private static final Duration COUNTED_AT_MOST = Duration.ofSeconds(3);

    /// @param millis of a pass: the mean of each part of the window
    /// @param passes in the whole window
    /// @param counted empty where calls cannot be counted
    private record Ours(
            List<Double> millis, long passes, double cpuMillisOfAPass, Optional<Counted> counted) {}

    /// What strace saw.
    ///
    /// @param calls those of `passes` passes
    /// @param listed the calls that listed a directory of the tree, in `watched` other passes
    private record Counted(SystemCalls calls, long passes, long listed, long watched) {}

    @Override
    public String name() {
        return "unchanged";
    }

    @Override
    public Section measure(Setting setting) throws IOException, InterruptedException {
        Section section =
                new Section(
                                "A pass over an unchanged tree",
                                """
                                Asked: at most 0.1 ms for 50 directories and 10 ms for 10,000, and 1,000,000 live files
                                found unchanged without listing them.
                                """)
                        .say(
                                """
                                Nothing is due, and nothing has changed. Ours is a warm daemon that passes over the tree
                                50 times a second; its metrics tell how many passes there were and how long they took
                                together (median of the means of %d parts of %s). The others are whole processes that
                                look for what is old and find nothing (median of %d). Afterwards strace counts the
                                daemon's calls: `getdents64` is what lists a directory. (In each pass it lists one of
                                its own, where other verbs leave their requests.) A store has two directories that have to
                                be asked for, its agent's and its own: 5,000 stores are 10,000 directories.
                                """
                                        .formatted(
                                                PARTS,
                                                Figures.of(
                                                        Figures.seconds(
                                                                setting.sizes()
                                                                        .span("unchanged.window")),
                                                        "s"),
                                                setting.sizes().count("unchanged.repeats")));
        for (String tree : setting.sizes().text("unchanged.trees").split(",", -1)) {
            String[] parts = tree.split(":", -1);
            add(section, setting, Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        }
        return section;
    }

    private static void add(Section section, Setting setting, int stores, int live)
            throws IOException, InterruptedException {
        Path place = setting.inMemory("unchanged");
        Tree tree = Tree.create(place.resolve("root"), stores, live);
        Ours ours = ours(setting, place, tree);
        double millis = Figures.median(ours.millis);
        String what = String.format(Locale.ROOT, "%,d stores, %,d live files", stores, live);
        Table table = new Table("", "ms", "times ours");
        table.row(Reaping.OURS, Figures.of(millis, ""), "1");
        List<Plot.Bar> bars = new ArrayList<>(List.of(new Plot.Bar(Reaping.OURS, millis)));
        for (Peer peer : setting.peers()) {
            double theirs = theirs(setting, peer, tree);
            table.row(peer.name(), Figures.of(theirs, ""), Figures.of(theirs / millis, ""));
            bars.add(new Plot.Bar(peer.name(), theirs));
        }
        Comparison comparison =
                new Comparison()
                        .atMost("a pass", millis, demanded(stores), "ms")
                        .seen(
                                "time on a core for a pass, all around it",
                                ours.cpuMillisOfAPass,
                                "ms")
                        .seen("passes that were timed", (double) ours.passes, "");
        section.say("### " + what).add(table).add(counted(comparison, ours.counted).table());
        if (ours.counted.isEmpty()) {
            section.say("System calls were not counted: strace is not here, or may not look.");
        }
        section.add(
                new Plot.Bars("unchanged-" + stores + "-" + live, what, "ms", Reaping.OURS, bars));
        String wrong = tree.damage();
        if (!wrong.isEmpty()) {
            throw new IOException("something was taken from an unchanged tree: " + wrong);
        }
        Scratch.removeAll(place);
    }

    /// In milliseconds; between the two sizes nothing is demanded.
    private static double demanded(int stores) {
        return stores <= FEW ? 0.1 : stores >= MANY ? 10 : Double.POSITIVE_INFINITY;
    }

    private static Comparison counted(Comparison comparison, Optional<Counted> counted) {
        counted.ifPresent(seen ->
                comparison
                        .atMost(
                                "listings in the tree (getdents64) in %d passes"
                                        .formatted(seen.watched),
                                (double) seen.listed,
                                0,
                                "")
                        .seen(
                                "statx in a pass",
                                (double) seen.calls.count("statx") / seen.passes,
                                "")
                        .seen(
                                "all system calls around a pass",
                                (double) seen.calls.total() / seen.passes,
                                ""));
        return comparison;
    }

    private static Ours ours(Setting setting, Path place, Tree tree)
            throws IOException, InterruptedException {
        Duration window = setting.sizes().span("unchanged.window");
        int port = Passes.freePort();
        Daemon daemon =
                Daemon.on(
                        setting.launcher(),
                        tree.root(),
                        place.resolve("home"),
                        SETTINGS + Passes.setting(port));
        try (Daemon.Running running = daemon.start()) {
            Setting.wait(TRUST.plus(window));
            List<Double> millis = new ArrayList<>();
            long cpu = Footprint.of(running.proc()).runNanos();
            Passes first = Passes.of(port);
            Passes before = first;
            for (int part = 0; part < PARTS; part++) {
                Setting.wait(window.dividedBy(PARTS));
                Passes now = Passes.of(port);
                if (now.count() > before.count()) {
                    millis.add(now.since(before).millis());
                }
                before = now;
            }
            Passes all = before.since(first);
            cpu = Footprint.of(running.proc()).runNanos() - cpu;
            Setting.say("%s, %d directories: %s".formatted(Reaping.OURS, tree.agents(), all));
            double cpuOfAPass = cpu / 1e6 / Math.max(1, all.count());
            Duration counted = window.compareTo(COUNTED_AT_MOST) < 0 ? window : COUNTED_AT_MOST;
            return new Ours(millis, all.count(), cpuOfAPass, counted(running, tree, port, counted));
        }
    }

    /// @param length of each of two counts
    private static Optional<Counted> counted(
            Daemon.Running running, Tree tree, int port, Duration length)
            throws IOException, InterruptedException {
        if (!SystemCalls.canBeCounted()) {
            return Optional.empty();
        }
        long pid = running.process().pid();
        long[] passes = {0, 0};
        Optional<SystemCalls> calls =
                SystemCalls.during(pid, () -> passes[0] = passesOf(port, length));
        Optional<List<String>> listed =
                SystemCalls.listed(pid, () -> passes[1] = passesOf(port, length));
        if (calls.isEmpty() || listed.isEmpty()) {
            return Optional.empty();
        }
        String agents = tree.root().resolve("agents").toString();
        long inTree = listed.get().stream().filter(path -> path.startsWith(agents)).count();
        return Optional.of(new Counted(calls.get(), passes[0], inTree, passes[1]));
    }

    /// How many passes are made while they are counted.
    private static long passesOf(int port, Duration length)
            throws IOException, InterruptedException {
        Passes before = Passes.of(port);
        Setting.wait(length);
        return Passes.of(port).since(before).count();
    }

    private static double theirs(Setting setting, Peer peer, Tree tree)
            throws IOException, InterruptedException {
        List<Double> millis = new ArrayList<>();
        for (int repeat = 0; repeat < setting.sizes().count("unchanged.repeats"); repeat++) {
            millis.add(Figures.millis(Run.of(peer.command().apply(tree.root())).wall()));
        }
        return Figures.median(millis);
    }
}
