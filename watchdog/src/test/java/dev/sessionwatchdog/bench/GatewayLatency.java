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

    /// By the clock; at the pace of the defaults an orphan takes 2 ms.
    private static final Duration FOR_AN_ORPHAN = Duration.ofMillis(3);

    /// Whoever takes no orphan for so long has stopped.
    private static final Duration STOPPED = Duration.ofSeconds(10);

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

    private static final String DURING = "during the sweep";
    private static final List<String> KINDS = List.of("index", "append");

    private final List<Phase> phases = new ArrayList<>();
    private double cpuPercent;
    private double quietPercent;
    private int overflows;
    private int left;
    private boolean goesOn;
    private String where = "";
    private String waits = "";

    @Override
    public String name() {
        return "gateway";
    }

    @Override
    public Section measure(Setting setting) throws IOException, InterruptedException {
        where = setting.scratch().kind();
        Path place = setting.inMemory("gateway");
        Tree tree = Tree.create(place.resolve("root"), AGENTS, LIVE);
        Path report = place.resolve("report");
        Daemon daemon = Daemon.on(setting.launcher(), tree.root(), place.resolve("home"), SETTINGS);
        quietPercent = cpuPercent(daemon, setting.sizes().span("gateway.window"), "without it");
        phases.clear();
        Process gateway = start(setting, tree, report);
        try {
            play(setting, daemon, tree);
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
    private void play(Setting setting, Daemon daemon, Tree tree)
            throws IOException, InterruptedException {
        Duration window = setting.sizes().span("gateway.window");
        Setting.wait(SETTLE);
        watch("alone", window);
        cpuPercent = cpuPercent(daemon, window, "beside an idle daemon");
        int count = setting.sizes().count("gateway.orphans");
        Orphans orphans = new Orphans(tree.plant(count, Tree.longAgo()));
        Setting.wait(SETTLE);
        watch("alone", window);
        try (Daemon.Running _ = daemon.start()) {
            orphans.awaitGone(PATIENCE.plus(FOR_AN_ORPHAN.multipliedBy(count)));
        }
        long ended = System.nanoTime();
        left = orphans.left();
        List<Long> reapings = daemon.log().reapings();
        if (reapings.isEmpty()) {
            throw new IOException("nothing was reaped beside the gateway");
        }
        goesOn = left > 0 && ended - reapings.getLast() < STOPPED.toNanos();
        phases.add(new Phase(DURING, reapings.getFirst(), reapings.getLast()));
        overflows = daemon.log().overflows();
        waits = daemon.log().waits();
    }

    /// What a daemon that was just started takes, of one core.
    private double cpuPercent(Daemon daemon, Duration window, String phase)
            throws IOException, InterruptedException {
        try (Daemon.Running running = daemon.start()) {
            Setting.wait(SETTLE);
            long before = Footprint.cpuMillisSinceStart(running.proc());
            watch(phase, window);
            long used = Footprint.cpuMillisSinceStart(running.proc()) - before;
            return 100.0 * used / window.toMillis();
        }
    }

    private void watch(String name, Duration window) throws InterruptedException {
        long from = System.nanoTime();
        Setting.wait(window);
        phases.add(new Phase(name, from, System.nanoTime()));
    }

    private Section section(Setting setting, List<GatewayStandIn.Write> writes) {
        Map<String, Double> p99 = new LinkedHashMap<>();
        Table table = new Table("milliseconds", "writes", "p50", "p99", "most");
        for (String kind : KINDS) {
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
        return told(setting)
                .add(table)
                .add(comparison(p99))
                .add(plot("index", p99))
                .add(plot("append", p99));
    }

    private Section told(Setting setting) {
        Phase sweep = phases.getLast();
        int count = setting.sizes().count("gateway.orphans");
        return new Section("Beside a gateway", ASKED)
                .say(
                        """
                        A stand-in rewrites an index of %,d bytes by temp and rename five times a second and appends
                        to transcripts fifty times a second, on %s. The daemon then takes orphans in the same tree,
                        with pacing as by default: %,d of %,d in %s.%s %s

                        Our CPU on its rewrites is what a daemon takes beside it, from its first second on, more than
                        another one took before the gateway began: both start, and sweep every 5 s (by default every
                        5 min).
                        """
                                .formatted(
                                        setting.sizes().count("gateway.indexBytes"),
                                        where,
                                        count - left,
                                        count,
                                        Figures.of((sweep.to - sweep.from) / 1e9, "s"),
                                        goesOn ? " The sweep went on when it was stopped." : "",
                                        waits));
    }

    private Table comparison(Map<String, Double> p99) {
        Comparison comparison = new Comparison();
        for (String kind : KINDS) {
            double during = p99.getOrDefault(kind + ", " + DURING, Double.NaN);
            double alone = p99.getOrDefault(kind + ", alone", Double.NaN);
            comparison.atMost("p99 of " + kind + ", during / alone", during / alone, 1.1, "");
        }
        comparison
                .atMost("our CPU on its rewrites", cpuPercent - quietPercent, 1, 0.5, "% of a core")
                .seen("all our CPU beside it", cpuPercent, "% of a core")
                .seen("all our CPU before it began", quietPercent, "% of a core");
        if (!goesOn) {
            comparison.atMost("orphans left after it", left, 0, "");
        }
        return comparison.seen("losses of hints, each told and swept after", overflows, "").table();
    }

    private static Plot plot(String kind, Map<String, Double> p99) {
        return new Plot.Bars(
                "gateway-" + kind,
                "p99 of the gateway's writes, " + kind,
                "ms",
                DURING,
                p99.entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith(kind))
                        .map(entry ->
                                new Plot.Bar(
                                        entry.getKey().substring(kind.length() + 2),
                                        entry.getValue()))
                        .toList());
    }
}
