package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Starts the image's daemon as its users do, again and again on one root.
final class Daemon {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(2);
    private static final JsonMapper JSON = new JsonMapper();

    private final Path launcher;
    private final Path root;
    private final Path state;

    Daemon(Path launcher, Path root, Path state) {
        this.launcher = launcher;
        this.root = root;
        this.state = state;
    }

    /// Starts it and waits until it says that it runs.
    Running start() throws IOException, InterruptedException {
        Path said = root.resolve(".session-watchdog").resolve("daemon.json");
        Path log = root.resolveSibling("daemon.log");
        Files.deleteIfExists(said);
        long started = System.nanoTime();
        Process process =
                new ProcessBuilder(
                                launcher.toString(),
                                "run",
                                "--root",
                                root.toString(),
                                "--state-dir",
                                state.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        while (!saysRunning(said)) {
            boolean tooLate = System.nanoTime() - started > PATIENCE.toNanos();
            if (tooLate || !process.isAlive()) {
                process.destroyForcibly().waitFor();
                throw new IOException(
                        "the daemon was not ready (exit code "
                                + process.exitValue()
                                + "):\n"
                                + Files.readString(log));
            }
            Thread.sleep(LOOK_AGAIN);
        }
        Duration readyAfter = Duration.ofNanos(System.nanoTime() - started);
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        return new Running(process, readyAfter, Footprint.cpuMillisSinceStart(proc));
    }

    /// Whether a `daemon.json` says that its daemon runs; one that is not there, or not whole yet,
    /// does not.
    static boolean saysRunning(Path said) throws IOException {
        if (!Files.exists(said)) {
            return false;
        }
        try {
            return JSON.readTree(Files.readString(said))
                    .path("state")
                    .asString("")
                    .equals("running");
        } catch (JacksonException notWhole) {
            return false;
        }
    }

    /// A daemon that is ready; closing it ends it as a service manager does.
    record Running(Process process, Duration readyAfter, long cpuMillisUntilReady)
            implements AutoCloseable {

        Path proc() {
            return Path.of("/proc", Long.toString(process.pid()));
        }

        @Override
        public void close() throws IOException {
            process.destroy();
            try {
                if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IOException("the daemon did not end within " + PATIENCE);
                }
            } catch (InterruptedException interrupted) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
