package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One process from its start to its end.
///
/// @param cpuMillis its time on a core as it was last seen, in steps of 10 ms
/// @param peakKib the most memory it had resident
/// @param said the end of what it printed
record Run(Duration wall, long cpuMillis, long peakKib, int exitCode, String said) {

    private static final long LOOK_EVERY_MILLIS = 2;
    private static final int KEPT = 4_000;

    /// Runs a command to its end.
    static Run of(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("session-watchdog-bench-", ".out");
        try {
            long started = System.nanoTime();
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            process.getOutputStream().close();
            Path proc = Path.of("/proc", Long.toString(process.pid()));
            long peak = 0;
            long cpu = 0;
            while (!process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    peak = Math.max(peak, Footprint.peakKib(proc));
                    cpu = Footprint.cpuMillisSinceStart(proc);
                } catch (IOException | IllegalArgumentException ended) {
                    // The last look stands.
                }
            }
            Duration wall = Duration.ofNanos(System.nanoTime() - started);
            String said = Files.readString(output);
            String end = said.substring(Math.max(0, said.length() - KEPT)).strip();
            return new Run(wall, cpu, peak, process.exitValue(), end);
        } finally {
            Files.delete(output);
        }
    }

    /// Whether a command is here and ends well.
    static boolean succeeds(List<String> command) throws InterruptedException {
        try {
            return of(command).exitCode() == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    /// The first line that a command prints; empty when it cannot be had.
    static String firstLine(List<String> command) throws InterruptedException {
        try {
            return of(command).said().lines().findFirst().orElse("").strip();
        } catch (IOException absent) {
            return "";
        }
    }
}
