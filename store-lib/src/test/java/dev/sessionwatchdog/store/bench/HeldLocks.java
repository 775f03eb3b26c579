package dev.sessionwatchdog.store.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/// The same with proper-lockfile, by node.
final class HeldLocks {

    private HeldLocks() {}

    /// Microseconds on a core for one renewal; empty where there is no node or no npm.
    ///
    /// @param packages where the package is kept from one run to the next
    static OptionalDouble measure(Path directory, Path packages, int count, int seconds)
            throws Exception {
        Files.createDirectories(directory);
        try {
            install(packages);
        } catch (IOException absent) {
            System.out.println(
                    "SKIPPED: proper-lockfile cannot be installed here: " + absent.getMessage());
            return OptionalDouble.empty();
        }
        String script =
                Path.of(System.getProperty("bench.lockfile", ""), "held-locks.mjs").toString();
        String output =
                run(
                        packages,
                        "node",
                        script,
                        packages.toAbsolutePath().toString(),
                        directory.toString(),
                        "" + count,
                        "" + seconds);
        String[] numbers = output.strip().split(" ", 3);
        double beats = Double.parseDouble(numbers[0]);
        System.out.printf(
                Locale.ROOT,
                "%d locks of proper-lockfile: %.1f calls, %.1f us on a core a beat%n",
                count,
                Double.parseDouble(numbers[1]) / beats,
                Double.parseDouble(numbers[2]) / beats);
        return OptionalDouble.of(Double.parseDouble(numbers[2]) / beats);
    }

    private static void install(Path packages) throws IOException, InterruptedException {
        if (Files.exists(packages.resolve("node_modules/proper-lockfile/package.json"))) {
            return;
        }
        Files.createDirectories(packages);
        Files.writeString(packages.resolve("package.json"), "{\"private\":true}");
        run(packages, "npm", "install", "--no-audit", "--no-fund", "proper-lockfile@4.1.2");
    }

    private static String run(Path directory, String... command)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }
}
