package dev.sessionwatchdog.store.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// What a store of one file per session costs beside a single file, and a held lease beside a held
/// lock of proper-lockfile, in one run on one machine, as ratios.
///
/// Settings are system properties: `bench.locks`, `bench.seconds`, `bench.lockfile` (the directory
/// with the script; without node or npm that row is left out), `bench.target` (where what npm
/// brings is kept, and the ratios are written to `ratios.tsv`).
final class StoreCost {

    private StoreCost() {}

    static void main() throws Exception {
        Path directory = Files.createTempDirectory("store-lib-bench-");
        Path target = Path.of(System.getProperty("bench.target", "target/bench"));
        List<Ratio> ratios = new ArrayList<>();
        try {
            ratios.addAll(SessionCost.measure(directory.resolve("sessions")));
            ratios.add(MigrationCost.measure(directory.resolve("migration")));
            int locks = Integer.getInteger("bench.locks", 1_000);
            int seconds = Integer.getInteger("bench.seconds", 10);
            HeldLeases.Cost leases = HeldLeases.measure(directory.resolve("leases"), locks);
            System.out.printf(
                    Locale.ROOT,
                    "%d held leases: %.1f us on a core a beat%n",
                    locks,
                    leases.microseconds());
            OptionalDouble other =
                    HeldLocks.measure(
                            directory.resolve("locks"), target.resolve("npm"), locks, seconds);
            if (other.isPresent()) {
                ratios.add(
                        new Ratio(
                                "a beat, on a core",
                                "us",
                                leases.microseconds(),
                                other.getAsDouble()));
            }
            ratios.forEach(StoreCost::print);
            Files.createDirectories(target);
            Files.write(target.resolve("ratios.tsv"), ratios.stream().map(Ratio::line).toList());
        } finally {
            remove(directory);
        }
    }

    /// @param ours what it costs here
    /// @param theirs what it costs the other way
    record Ratio(String what, String unit, double ours, double theirs) {

        /// For the page of all benchmarks.
        String line() {
            return what + "\t" + unit + "\t" + ours + "\t" + theirs;
        }
    }

    private static void print(Ratio ratio) {
        System.out.printf(
                Locale.ROOT,
                "%-32s %10.3f %s, the other way %10.3f %s: %.1f times%n",
                ratio.what,
                ratio.ours,
                ratio.unit,
                ratio.theirs,
                ratio.unit,
                ratio.theirs / ratio.ours);
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
