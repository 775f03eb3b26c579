package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
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
    private final Path home;
    private final Map<String, String> environment;

    private Daemon(Path launcher, Path root, Path home, Map<String, String> environment) {
        this.launcher = launcher;
        this.root = root;
        this.home = home;
        this.environment = environment;
    }

    /// @param home a directory for its configuration and its log, outside the root
    /// @param settings YAML after `version`
    static Daemon on(Path launcher, Path root, Path home, String settings) throws IOException {
        Path config = Files.createDirectories(home).resolve("session-watchdog.yaml");
        Files.writeString(config, "version: 1\n" + settings);
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
        return new Daemon(launcher, root, home, Map.of());
    }

    /// The same with another environment.
    Daemon with(Map<String, String> variables) {
        return new Daemon(launcher, root, home, Map.copyOf(variables));
    }

    /// What adds options for its JVM.
    static Map<String, String> options(String options) {
        return Map.of("SESSION_WATCHDOG_JAVA_OPTS", options);
    }

    /// What it has written.
    EventLog log() {
        return new EventLog(home.resolve("state").resolve("events"));
    }

    /// Starts it and waits until it says that it runs.
    Running start() throws IOException, InterruptedException {
        Path said = root.resolve(".session-watchdog").resolve("daemon.json");
        Path log = home.resolve("said");
        Files.deleteIfExists(said);
        long started = System.nanoTime();
        ProcessBuilder builder =
                new ProcessBuilder(
                        launcher.toString(),
                        "run",
                        "--quiet",
                        "--config",
                        home.resolve("session-watchdog.yaml").toString(),
                        "--root",
                        root.toString(),
                        "--state-dir",
                        home.resolve("state").toString());
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
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
