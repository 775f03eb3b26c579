package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What keeps the idle daemon from the aim, and what each step towards it would bring and cost: the
/// same daemon with one thing changed, beside a program in the same JVM that does nothing.
final class IdleSteps {

    private static final double KIB_PER_MIB = 1024;
    private static final int SHOWN = 10;

    /// One thing that is changed.
    ///
    /// @param price what is given up for it, in words
    private record Step(
            String name, Map<String, String> environment, String settings, String price) {

        static Step of(String name, String options, String price) {
            return new Step(name, Daemon.options(options), "", price);
        }
    }

    private static final List<Step> STEPS =
            List.of(
                    new Step("as it is", Map.of(), "", ""),
                    Step.of(
                            "no compiler (`-Xint`)",
                            "-Xint",
                            "everything is interpreted: it starts later, and a sweep takes several times as long"),
                    Step.of(
                            "no AOT cache",
                            "-XX:AOTMode=off",
                            "its file pages go; each start loads and links all classes anew"),
                    Step.of(
                            "a young generation of 1 MiB",
                            "-Xmn1m",
                            "more collections until it is ready and in every sweep"),
                    Step.of(
                            "a code cache of 4 MiB",
                            "-XX:ReservedCodeCacheSize=4m",
                            "a busy sweep may run out of it and stay interpreted"),
                    new Step(
                            "no watcher (`watch.backend: poll`)",
                            Map.of(),
                            "watch: { backend: poll }\n",
                            "changes are noticed when the next sweep is due"),
                    new Step(
                            "no native calls (`SESSION_WATCHDOG_NATIVE=off`)",
                            Map.of("SESSION_WATCHDOG_NATIVE", "off"),
                            "",
                            "the kernel cannot be asked who has a file open: the stricter rules hold"),
                    Step.of("with the JVM's own account kept", NativeMemory.OPTION, "not a step"));

    private static final String PACKAGES =
            """
            What the packages that the daemon carries cost cannot be switched off to be measured. In prototypes, each
            in the same JVM with an AOT cache of its own (one package beside an empty program; the costs overlap):
            Logback 15 MiB resident and 10 private, jackson-databind 15 and 8.6, Quartz 11 and 7.6, the foreign-function
            API 6 and 5, directory-watcher 4 and 2.5; a daemon with none but a YAML parser was at 39 and 11 and was
            ready in 53 ms. So the aim for memory and for the start is reached by a resident process without these:
            its diagnostic log written by a few lines of its own, a timer of the JDK in place of the scheduler, the
            configuration read by a second, short-lived process. That was rejected (decision record 0006): the packages
            are asked for, and each replacement is code of ours that has to be right.
            """;

    private IdleSteps() {}

    static Section add(Section section, Setting setting) throws IOException, InterruptedException {
        int directories = setting.sizes().counts("idle.directories").getFirst();
        Duration window = setting.sizes().span("idle.stepWindow");
        List<Daemon.Running> running = new ArrayList<>();
        Table table =
                new Table(
                        "",
                        "resident MiB",
                        "private MiB",
                        "wake-ups a minute",
                        "ms on a core a minute",
                        "ready, ms",
                        "the price");
        Process empty = startEmpty(setting);
        NativeMemory account;
        try {
            for (Step step : STEPS) {
                running.add(start(setting, directories, step));
            }
            Setting.wait(setting.sizes().span("idle.warmUp").dividedBy(2));
            List<Path> all = new ArrayList<>(running.stream().map(Daemon.Running::proc).toList());
            all.add(Path.of("/proc", "" + empty.pid()));
            List<Footprint> before = footprints(all);
            Setting.wait(window);
            List<Footprint> after = footprints(all);
            double minutes = window.toMillis() / 60_000.0;
            for (int i = 0; i < STEPS.size(); i++) {
                double ready = Figures.millis(running.get(i).readyAfter());
                row(
                        table,
                        STEPS.get(i).name,
                        before.get(i),
                        after.get(i),
                        minutes,
                        ready,
                        STEPS.get(i).price);
            }
            row(
                    table,
                    "an empty program in this JVM, no AOT cache",
                    before.getLast(),
                    after.getLast(),
                    minutes,
                    Double.NaN,
                    "what no step can go below");
            account = NativeMemory.of(running.getLast().process().pid());
        } finally {
            empty.destroyForcibly();
            for (Daemon.Running one : running) {
                one.close();
            }
        }
        section.say(
                        "### Steps towards the aim, on %d directories, watched for %s"
                                .formatted(directories, Figures.of(Figures.seconds(window), "s")))
                .add(table)
                .say(PACKAGES);
        return addAccount(section, account);
    }

    private static List<Footprint> footprints(List<Path> all) throws IOException {
        List<Footprint> footprints = new ArrayList<>();
        for (Path process : all) {
            footprints.add(Footprint.of(process));
        }
        return footprints;
    }

    /// Its second start, when everything that it reads is in memory.
    private static Daemon.Running start(Setting setting, int directories, Step step)
            throws IOException, InterruptedException {
        Path place = setting.inMemory("step-" + STEPS.indexOf(step));
        QuietRoot.create(place.resolve("root"), directories);
        Daemon daemon =
                Daemon.on(
                                setting.launcher(),
                                place.resolve("root"),
                                place.resolve("home"),
                                step.settings)
                        .with(step.environment);
        daemon.start().close();
        return daemon.start();
    }

    /// The image's own JVM with the launcher's flags.
    private static Process startEmpty(Setting setting) throws IOException {
        Path image = setting.launcher().toRealPath().resolve("../..").normalize();
        ProcessBuilder builder =
                new ProcessBuilder(
                        image.resolve("runtime/bin/java").toString(),
                        "@" + image.resolve("jvm.options"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EmptyProgram.class.getName());
        builder.environment()
                .putAll(Map.of("MALLOC_ARENA_MAX", "1", "MALLOC_MMAP_THRESHOLD_", "30000"));
        return builder.redirectErrorStream(true)
                .redirectOutput(
                        Files.createTempFile(setting.scratch().disk(), "empty", ".log").toFile())
                .start();
    }

    private static void row(
            Table table,
            String name,
            Footprint before,
            Footprint after,
            double minutes,
            double ready,
            String price) {
        long switches = after.voluntarySwitches() - before.voluntarySwitches();
        table.row(
                name,
                Figures.of(after.residentKib() / KIB_PER_MIB, ""),
                Figures.of(after.anonymousKib() / KIB_PER_MIB, ""),
                Figures.of(switches / minutes, ""),
                Figures.of((after.runNanos() - before.runNanos()) / 1e6 / minutes, ""),
                Double.isNaN(ready) ? "-" : Figures.of(ready, ""),
                price);
    }

    private static Section addAccount(Section section, NativeMemory account) {
        if (account.committedKib().isEmpty()) {
            return section.say("The JVM's own account could not be asked for.");
        }
        Table table = new Table("committed, by the JVM's own account", "MiB");
        account.committedKib().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(SHOWN)
                .forEach(entry ->
                        table.row(entry.getKey(), Figures.of(entry.getValue() / KIB_PER_MIB, "")));
        return section.add(table);
    }
}
