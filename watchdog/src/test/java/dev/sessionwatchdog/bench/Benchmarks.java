package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/// Measures the built program and what people use instead, in one run on one machine, and writes
/// the page of it.
///
/// Settings are system properties: `launcher`, `bench.preset`, `bench.sizes` (changes of the
/// preset, `key=value` separated by blanks), `bench.only` (names of measurements separated by
/// commas, empty for all), `bench.scripts`, `bench.store` and `bench.target`. Linux only.
final class Benchmarks {

    /// What the largest tree of the full preset needs: a block for each of a million files, and as
    /// much again for the log.
    private static final long MEMORY_BYTES = 12L << 30;

    private final List<Measurement> all;

    /// @param ratios what the store library's benchmark wrote
    Benchmarks(Path ratios) {
        all =
                List.of(
                        new IdleFootprint(),
                        new UnchangedPass(),
                        new Reaping(),
                        new GatewayLatency(),
                        new LargeOrphans(),
                        new Soak(),
                        new StoreLibrary(ratios));
    }

    static void main() throws IOException, InterruptedException {
        Sizes sizes =
                Sizes.of(
                        System.getProperty("bench.preset", "quick"),
                        System.getProperty("bench.sizes", ""));
        Path target =
                Files.createDirectories(
                        Path.of(System.getProperty("bench.target", "target/bench")));
        String only = System.getProperty("bench.only", "");
        Set<String> names = only.isBlank() ? Set.of() : Set.of(only.split(","));
        Path ratios = Path.of(System.getProperty("bench.store", "none"));
        try (Scratch scratch = Scratch.create(MEMORY_BYTES)) {
            Setting setting =
                    new Setting(
                            Path.of(System.getProperty("launcher", "")),
                            Path.of(System.getProperty("bench.scripts", "")),
                            sizes,
                            scratch);
            Page page = new Benchmarks(ratios).measure(setting, names);
            System.out.println(
                    "bench: "
                            + page.write(target, new Drawing(scratch.disk().resolve("templates"))));
        }
    }

    /// @param names which to make; empty for all
    Page measure(Setting setting, Set<String> names) throws IOException, InterruptedException {
        List<String> known = all.stream().map(Measurement::name).toList();
        if (!known.containsAll(names)) {
            throw new IllegalArgumentException(names + ": measurements are " + known);
        }
        Instant begun = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Page page =
                new Page(
                                """
                                # Benchmarks

                                Written by `mvn -Pbench verify` (preset: %s), begun %s, load %s. One machine, one run:
                                the ratios are what counts.
                                """
                                        .formatted(setting.sizes().preset(), begun, Machine.load()))
                        .add(Machine.table(setting));
        for (Measurement measurement : all) {
            if (names.isEmpty() || names.contains(measurement.name())) {
                Instant started = Instant.now();
                String load = Machine.load();
                Setting.say(measurement.name() + ", load " + load);
                page.add(measurement.measure(setting));
                page.say(
                        "Load before it: "
                                + load
                                + "; it took %d s."
                                        .formatted(
                                                Duration.between(started, Instant.now())
                                                        .toSeconds()));
            }
        }
        return page;
    }
}
