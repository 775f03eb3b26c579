package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What a gateway notices of the daemon, and what the daemon makes of a gateway that rewrites a
/// large index all the time.
final class GatewayLatency implements Measurement {

    private static final int AGENTS = 50;
    private static final int LIVE = 5_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SETTLE = Duration.ofSeconds(1);

    private static final String ASKED =
            """
            Asked: a gateway that rewrites a 54 MB index by temp and rename five times a second and appends to
            transcripts. The p99 of its writes during a paced sweep of 100,000 orphans at most 1.1 times its p99
            alone; our CPU on its rewrites at most 1 % of a core; no event lost or, if lost, noticed and swept.
            """;

    /// Pacing as by default.
    private static final String SETTINGS =
            """
            drill: true
            watch: { full_sweep: 5s, sweep_jitter: 0% }
            tmp: { older_than: 24h, confirm_gap: 1s }
            """;

    private record Phase(String name, long from, long to) {

        boolean holds(GatewayStandIn.Write write) {
            return write.startNanos() >= from && write.startNanos() <= to;
        }
    }

    private final List<Phase> phases = new ArrayList<>();
    private double cpuPercent;
    private int overflows;
    private int left;

    @Override
    public String name() {
        return "gateway";
    }

    @Override
    public Section measure(Setting setting) throws IOException, InterruptedException {
        phases.clear();
        Path place = setting.inMemory("gateway");
        Tree tree = Tree.create(place.resolve("root"), AGENTS, LIVE);
        Path report = place.resolve("report");
        Process gateway = start(setting, tree, report);
        try {
            play(setting, place, tree);
        } finally {
            gateway.getOutputStream().write('.');
            gateway.getOutputStream().close();
            if (!gateway.waitFor(20, TimeUnit.SECONDS)) {
                gateway.destroyForcibly();
            }
        }
        List<GatewayStandIn.Write> writes =
                Files.readAllLines(report).stream().map(GatewayStandIn.Write::parse).toList();
        Scratch.removeAll(place);
        return section(setting, writes);
    }

    private static Process start(Setting setting, Tree tree, Path report) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GatewayStandIn.class.getName(),
                        tree.sessions(0).toString(),
                        setting.sizes().text("gateway.indexBytes"),
                        report.toString())
                .redirectErrorStream(true)
                .redirectOutput(report.resolveSibling("gateway.log").toFile())
                .start();
    }

    /// Alone, beside an idle daemon, alone again, beside a sweep.
    private void play(Setting setting, Path place, Tree tree)
            throws IOException, InterruptedException {
        Duration window = setting.sizes().span("gateway.window");
        Daemon daemon = Daemon.on(setting.launcher(), tree.root(), place.resolve("home"), SETTINGS);
        Setting.wait(SETTLE);
        watch("alone", window);
        try (Daemon.Running running = daemon.start()) {
            Setting.wait(SETTLE);
            long before = Footprint.cpuMillisSinceStart(running.proc());
            watch("beside an idle daemon", window);
            long used = Footprint.cpuMillisSinceStart(running.proc()) - before;
            cpuPercent = 100.0 * used / window.toMillis();
        }
        int count = setting.sizes().count("gateway.orphans");
        Orphans orphans = new Orphans(tree.plant(count, Tree.longAgo()));
        Setting.wait(SETTLE);
        watch("alone", window);
        try (Daemon.Running _ = daemon.start()) {
            orphans.awaitGone(PATIENCE.plus(Duration.ofMillis(4L * count)));
        }
        left = orphans.left();
        List<Long> reapings = daemon.log().reapings();
        if (reapings.isEmpty()) {
            throw new IOException("nothing was reaped beside the gateway");
        }
        phases.add(new Phase("during the sweep", reapings.getFirst(), reapings.getLast()));
        overflows = daemon.log().overflows();
    }

    private void watch(String name, Duration window) throws InterruptedException {
        long from = System.nanoTime();
        Setting.wait(window);
        phases.add(new Phase(name, from, System.nanoTime()));
    }

    private Section section(Setting setting, List<GatewayStandIn.Write> writes) {
        Map<String, Double> p99 = new LinkedHashMap<>();
        Table table = new Table("milliseconds", "writes", "p50", "p99", "most");
        for (String kind : List.of("index", "append")) {
            for (String name : phases.stream().map(Phase::name).distinct().toList()) {
                List<Double> millis =
                        writes.stream()
                                .filter(write -> write.kind().equals(kind))
                                .filter(write ->
                                        phases.stream()
                                                .filter(phase -> phase.name.equals(name))
                                                .anyMatch(phase -> phase.holds(write)))
                                .map(write -> write.tookNanos() / 1e6)
                                .toList();
                table.row(
                        kind + ", " + name,
                        Integer.toString(millis.size()),
                        Figures.of(Figures.median(millis), ""),
                        Figures.of(Figures.quantile(millis, 0.99), ""),
                        Figures.of(Figures.quantile(millis, 1), ""));
                p99.put(kind + ", " + name, Figures.quantile(millis, 0.99));
            }
        }
        Phase sweep = phases.getLast();
        return new Section("Beside a gateway", ASKED)
                .say(
                        """
                        A stand-in rewrites an index of %s bytes by temp and rename five times a second and appends
                        to transcripts fifty times a second, %s. The daemon then takes %s orphans in the same
                        tree, with pacing as by default: that took %s.
                        """
                                .formatted(
                                        setting.sizes().text("gateway.indexBytes"),
                                        "in memory",
                                        setting.sizes().text("gateway.orphans"),
                                        Figures.of((sweep.to - sweep.from) / 1e9, "s")))
                .add(table)
                .add(
                        new Comparison()
                                .atMost(
                                        "p99 of index rewrites, during / alone",
                                        ratio(p99, "index"),
                                        1.1,
                                        "")
                                .atMost(
                                        "p99 of appends, during / alone",
                                        ratio(p99, "append"),
                                        1.1,
                                        "")
                                .atMost("our CPU on its rewrites", cpuPercent, 1, "% of a core")
                                .atMost("orphans left after it", left, 0, "")
                                .seen("losses of hints, each told and swept after", overflows, "")
                                .table())
                .add(
                        new Plot.Bars(
                                "gateway-p99",
                                "p99 of the gateway's writes",
                                "ms",
                                p99.entrySet().stream()
                                        .map(e -> new Plot.Bar(e.getKey(), e.getValue()))
                                        .toList()));
    }

    private static double ratio(Map<String, Double> p99, String kind) {
        return p99.getOrDefault(kind + ", during the sweep", Double.NaN)
                / p99.getOrDefault(kind + ", alone", Double.NaN);
    }
}
