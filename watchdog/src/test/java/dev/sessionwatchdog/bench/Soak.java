package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// Whether anything of the daemon grows that should not, over many rounds of orphans and of locks
/// that their owners left.
final class Soak implements Measurement {

    private static final int AGENTS = 20;
    private static final int ORPHANS_A_ROUND = 10;
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private static final String COMPRESSED =
            """
            drill: true
            watch: { settle: 100ms, full_sweep: 1s, sweep_jitter: 0% }
            tmp: { older_than: 24h, confirm_gap: 200ms }
            locks:
              confirm_gap: 200ms
              unreadable_grace: 1s
              declared_grace: 1s
              undeclared_max_age: 1s
              suspend_guard: 100ms
              max_per_hour: 1000000
              owner: { recovery_wait: 0s }
            """;

    /// What it was like at one moment.
    private record Sample(
            double seconds, double residentMib, int descriptors, int threads, int backlog) {}

    @Override
    public String name() {
        return "soak";
    }

    @Override
    public Section measure(Setting setting) throws IOException, InterruptedException {
        Section section =
                new Section("Soak")
                        .say(
                                """
                                Every round leaves %d orphans and a lock whose owner has ended, again and again. First
                                with short waits and a round each half second, then with the waits as by default and a
                                round each five seconds. Growth is the slope, by least squares, of the second
                                half of the time; the backlog is what waits to be taken.
                                """
                                        .formatted(ORPHANS_A_ROUND));
        Sizes sizes = setting.sizes();
        play(section, setting, "compressed", COMPRESSED, sizes.span("soak.compressed"), 1);
        play(section, setting, "real", "tmp: { older_than: 24h }\n", sizes.span("soak.real"), 10);
        return section;
    }

    private static void play(
            Section section,
            Setting setting,
            String name,
            String settings,
            Duration length,
            int looksPerRound)
            throws IOException, InterruptedException {
        Path place = setting.inMemory("soak");
        Tree tree = Tree.create(place.resolve("root"), AGENTS, AGENTS * 10);
        Daemon daemon = Daemon.on(setting.launcher(), tree.root(), place.resolve("home"), settings);
        List<Sample> samples = new ArrayList<>();
        List<Path> waiting = new ArrayList<>();
        long begun = System.nanoTime();
        try (Daemon.Running running = daemon.start()) {
            for (int look = 0; System.nanoTime() - begun < length.toNanos(); look++) {
                if (look % looksPerRound == 0) {
                    waiting.addAll(round(tree, look / looksPerRound));
                }
                Setting.wait(LOOK_EVERY);
                waiting.removeIf(Files::notExists);
                samples.add(
                        sample(running.proc(), (System.nanoTime() - begun) / 1e9, waiting.size()));
            }
        }
        int reaped = daemon.log().reapings().size();
        int broken = daemon.log().count("lock.break", "done");
        section.say(
                "### %s: %s, %d orphans taken, %d locks broken"
                        .formatted(name, Figures.of(Figures.seconds(length), "s"), reaped, broken));
        add(section, name, samples.subList(samples.size() / 2, samples.size()), samples);
        Scratch.removeAll(place);
    }

    private static List<Path> round(Tree tree, int round) throws IOException, InterruptedException {
        List<Path> left = new ArrayList<>();
        for (int orphan = 0; orphan < ORPHANS_A_ROUND; orphan++) {
            int number = round * ORPHANS_A_ROUND + orphan;
            Path file = tree.orphan(number % AGENTS, number);
            Files.writeString(file, "{}");
            Files.setLastModifiedTime(file, FileTime.from(Tree.longAgo()));
            left.add(file);
        }
        Path lock =
                tree.sessions(round % AGENTS)
                        .resolve(Tree.uuid(0x60000000 + round) + ".jsonl.lock");
        Process owner = new ProcessBuilder("true").start();
        long pid = owner.pid();
        owner.waitFor();
        Files.writeString(lock, payload(pid));
        Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("rw-------"));
        left.add(lock);
        return left;
    }

    private static String payload(long pid) {
        return String.format(
                Locale.ROOT,
                "{\"pid\":%d,\"createdAt\":\"%s\",\"starttime\":1}",
                pid,
                Instant.now().toString());
    }

    private static Sample sample(Path proc, double seconds, int backlog) throws IOException {
        Footprint now = Footprint.of(proc);
        return new Sample(
                seconds,
                now.residentKib() / 1024.0,
                Footprint.descriptors(proc),
                now.threads(),
                backlog);
    }

    private static void add(Section section, String name, List<Sample> late, List<Sample> all) {
        double span = late.getLast().seconds() - late.getFirst().seconds();
        Table table =
                new Table("", "at the half", "at the end", "growth an hour", "growth in this time");
        row(table, "resident MiB", late, span, Sample::residentMib);
        row(table, "descriptors", late, span, Sample::descriptors);
        row(table, "threads", late, span, Sample::threads);
        row(table, "backlog", late, span, Sample::backlog);
        section.add(table)
                .add(
                        new Plot.Lines(
                                "soak-" + name,
                                "Soak, " + name,
                                "MiB resident, and counts, over seconds",
                                true,
                                List.of(
                                        line("resident MiB", all, Sample::residentMib),
                                        line("descriptors", all, Sample::descriptors),
                                        line("threads", all, Sample::threads),
                                        line("backlog", all, Sample::backlog))));
    }

    private static void row(
            Table table, String what, List<Sample> late, double span, ToDoubleFunction<Sample> of) {
        double slope =
                Figures.slope(
                        late.stream().map(Sample::seconds).toList(),
                        late.stream().map(sample -> of.applyAsDouble(sample)).toList());
        table.row(
                what,
                Figures.of(of.applyAsDouble(late.getFirst()), ""),
                Figures.of(of.applyAsDouble(late.getLast()), ""),
                Figures.of(slope * 3600, ""),
                Figures.of(slope * span, ""));
    }

    private static Plot.Line line(String name, List<Sample> all, ToDoubleFunction<Sample> of) {
        return new Plot.Line(
                name,
                all.stream()
                        .map(sample -> new Plot.Point(sample.seconds(), of.applyAsDouble(sample)))
                        .toList());
    }
}
