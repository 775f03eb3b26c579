package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a look at a tree costs in which nothing has happened since the last one.
final class UnchangedPass implements Measurement {

    /// As often as it may, so that many can be timed.
    private static final String SETTINGS =
            "drill: true\nwatch: { settle: 10ms, full_sweep: 20ms, sweep_jitter: 0% }\n";

    /// What is demanded of trees with at least so many directories, in ms.
    private static final int MANY = 10_000;

    @Override
    public String name() {
        return "unchanged";
    }

    @Override
    public Section measure(Setting setting) throws IOException, InterruptedException {
        Section section =
                new Section("A pass over an unchanged tree")
                        .say(
                                """
                                Nothing is due, and nothing has changed. Ours is timed by the warm daemon itself
                                (`event.duration_ns` of `sweep.summary`), the others are whole processes that look
                                for what is old and find nothing. Medians.
                                """);
        for (String tree : setting.sizes().text("unchanged.trees").split(",", -1)) {
            String[] parts = tree.split(":", -1);
            add(section, setting, Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        }
        return section;
    }

    private static void add(Section section, Setting setting, int directories, int live)
            throws IOException, InterruptedException {
        Path place = setting.inMemory("unchanged");
        Tree tree = Tree.create(place.resolve("root"), directories, live);
        List<Double> ours = ours(setting, place, tree);
        double median = Figures.median(ours);
        String what = directories + " directories, " + live + " live files";
        Table table = new Table("", "ms", "times ours");
        table.row(
                "%s (p99 %s)"
                        .formatted(Reaping.OURS, Figures.of(Figures.quantile(ours, 0.99), "ms")),
                Figures.of(median, ""),
                "1");
        List<Plot.Bar> bars = new ArrayList<>(List.of(new Plot.Bar(Reaping.OURS, median)));
        for (Peer peer : setting.peers()) {
            double millis = theirs(setting, peer, tree);
            table.row(peer.name(), Figures.of(millis, ""), Figures.of(millis / median, ""));
            bars.add(new Plot.Bar(peer.name(), millis));
        }
        section.say("### " + what)
                .add(table)
                .add(
                        new Comparison()
                                .atMost("a pass", median, directories < MANY ? 0.1 : 10, "ms")
                                .table())
                .add(new Plot.Bars("unchanged-" + directories + "-" + live, what, "ms", bars));
        String wrong = tree.damage();
        if (!wrong.isEmpty()) {
            throw new IOException("something was taken from an unchanged tree: " + wrong);
        }
        Scratch.removeAll(place);
    }

    private static List<Double> ours(Setting setting, Path place, Tree tree)
            throws IOException, InterruptedException {
        Duration window = setting.sizes().span("unchanged.window");
        Daemon daemon = Daemon.on(setting.launcher(), tree.root(), place.resolve("home"), SETTINGS);
        long from;
        try (Daemon.Running _ = daemon.start()) {
            Setting.wait(window);
            from = System.nanoTime();
            Setting.wait(window);
        }
        List<Double> millis =
                daemon.log().sweeps().stream()
                        .filter(sweep -> sweep.startNanos() > from)
                        .map(sweep -> Figures.millis(sweep.took()))
                        .toList();
        Setting.say(
                "%s, %d directories: %d passes"
                        .formatted(Reaping.OURS, tree.agents(), millis.size()));
        return millis;
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
