package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Whether anything of the daemon grows that should not, over many rounds of orphans and of locks
/// that their owners left.
///
/// @param length the key of its length; of none it is not played
/// @param settings of the daemon
/// @param orphanEvery a round of orphans, and a look
/// @param locksEvery so many rounds bring a lock
record Soak(
        String name,
        String title,
        String length,
        String settings,
        Duration orphanEvery,
        int locksEvery,
        boolean lasts)
        implements Measurement {

    private static final int AGENTS = 20;

    /// No round of locks and orphans is expected to be done sooner than within so many samples.
    private static final int FEWEST_SAMPLES = 8;

    private static final String SHORT =
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

    private static final double MEMORY_MARGIN_MIB = 1;
    private static final double COUNT_MARGIN = 1;

    /// What it was like at one moment.
    private record Sample(
            double seconds,
            double residentMib,
            double privateMib,
            int descriptors,
            int threads,
            int backlog) {}

    static Soak compressed() {
        return new Soak(
                "compressed",
                "Soak in compressed time",
                "soak.compressed",
                SHORT,
                Duration.ofMillis(500),
                1,
                false);
    }

    /// Fewer locks than `locks.max_per_hour` allows, or what waits for that would grow by design.
    static Soak inRealTime() {
        return new Soak(
                "hour",
                "Soak in real time",
                "soak.real",
                "tmp: { older_than: 24h }\n",
                Duration.ofSeconds(5),
                20,
                true);
    }

    @Override
    public Section measure(Setting setting) throws IOException, InterruptedException {
        Duration span = setting.sizes().span(length);
        Section section =
                new Section(
                        title,
                        """
                        Asked: no growth of memory, descriptors, threads or event backlog, in compressed time and in an
                        hour of real time.
                        """);
        if (span.isZero()) {
            return section.say("Not played with this preset.");
        }
        section.say(
                """
                For %s, every %s %d orphans and with every %s of these rounds a lock whose owner has ended. %s It is
                growth when the straight line through the samples of the second half rises by more than twice their
                scatter around it (standard deviation) and a margin: 1 MiB, or 1. The backlog is the orphans and
                locks that wait to be taken.%s
                """
                        .formatted(
                                Figures.of(Figures.seconds(span), "s"),
                                Figures.of(Figures.seconds(orphanEvery), "s"),
                                SoakRounds.ORPHANS,
                                locksEvery == 1 ? "one" : locksEvery + "th",
                                lasts
                                        ? "Waits are as by default."
                                        : "Waits are as short as a drill allows.",
                                lasts
                                        ? " The other measurements but the gateway's are made beside it."
                                        : ""));
        play(section, setting, span);
        return section;
    }

    /// In memory but beside the file system of the others, so that it writes to no journal of
    /// theirs.
    private void play(Section section, Setting setting, Duration span)
            throws IOException, InterruptedException {
        Path place = setting.besideMemory("soak-" + name);
        SoakRounds rounds =
                new SoakRounds(Tree.create(place.resolve("root"), AGENTS, AGENTS * 10), AGENTS);
        Daemon daemon =
                Daemon.on(
                        setting.launcher(), place.resolve("root"), place.resolve("home"), settings);
        List<Sample> samples = new ArrayList<>();
        long begun = System.nanoTime();
        long cpu;
        try (Daemon.Running running = daemon.start()) {
            for (int round = 0; System.nanoTime() - begun < span.toNanos(); round++) {
                rounds.leave(round % locksEvery == 0);
                Setting.wait(orphanEvery);
                samples.add(
                        sample(
                                running.proc(),
                                (System.nanoTime() - begun) / 1e9,
                                rounds.waiting()));
            }
            cpu = Footprint.cpuMillisSinceStart(running.proc()) - running.cpuMillisUntilReady();
        }
        section.say(
                "%d orphans taken and %d locks broken, with %s of a core and %s of log."
                        .formatted(
                                daemon.log().reapings().size(),
                                daemon.log().count("lock.break", "done"),
                                Figures.of(100.0 * cpu / span.toMillis(), "%"),
                                Figures.of(daemon.log().bytes() / 1e6, "MB")));
        add(section, samples, daemon.log());
        Scratch.removeAll(place);
    }

    private static Sample sample(Path proc, double seconds, int backlog) throws IOException {
        Footprint now = Footprint.of(proc);
        return new Sample(
                seconds,
                now.residentKib() / 1024.0,
                now.anonymousKib() / 1024.0,
                Footprint.descriptors(proc),
                now.threads(),
                backlog);
    }

    private void add(Section section, List<Sample> all, EventLog log) throws IOException {
        List<Sample> late = all.subList(all.size() / 2, all.size());
        Comparison comparison = new Comparison();
        if (late.size() < FEWEST_SAMPLES) {
            section.say("Too short to tell growth from noise.");
        } else {
            row(comparison, "resident", late, Sample::residentMib, MEMORY_MARGIN_MIB, "MiB");
            row(comparison, "private", late, Sample::privateMib, MEMORY_MARGIN_MIB, "MiB");
            row(comparison, "descriptors", late, Sample::descriptors, COUNT_MARGIN, "");
            row(comparison, "threads", late, Sample::threads, COUNT_MARGIN, "");
            row(comparison, "backlog", late, Sample::backlog, COUNT_MARGIN, "");
        }
        comparison
                .atMost("intents without an outcome at the end", log.openIntents(), 0, "")
                .seen("losses of hints, each told and swept after", log.overflows(), "");
        section.add(comparison.table())
                .add(
                        new Plot.Lines(
                                "soak-" + name,
                                title,
                                "MiB, and counts, over seconds",
                                true,
                                List.of(
                                        line("resident MiB", all, Sample::residentMib),
                                        line("descriptors", all, Sample::descriptors),
                                        line("threads", all, Sample::threads),
                                        line("backlog", all, Sample::backlog))));
    }

    private static void row(
            Comparison comparison,
            String what,
            List<Sample> late,
            ToDoubleFunction<Sample> of,
            double margin,
            String unit) {
        Growth growth =
                Growth.of(
                        late.stream().map(Sample::seconds).toList(),
                        late.stream().map(sample -> of.applyAsDouble(sample)).toList());
        String from = "growth of %s from %s".formatted(what, Figures.of(growth.first(), unit));
        comparison.atMost(from, growth.rise(), growth.allowed(margin), unit);
    }

    private static Plot.Line line(String name, List<Sample> all, ToDoubleFunction<Sample> of) {
        return new Plot.Line(
                name,
                all.stream()
                        .map(sample -> new Plot.Point(sample.seconds(), of.applyAsDouble(sample)))
                        .toList());
    }
}
