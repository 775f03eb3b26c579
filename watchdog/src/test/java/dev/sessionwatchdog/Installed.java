package dev.sessionwatchdog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The built program with a home, a configuration and a state directory of its own.
public final class Installed {

    /// What a drill may do: nothing has to be old, looks follow each other at once.
    public static final String SHORT_WAITS =
            """
            tmp:
              older_than: 1ms
              confirm_gap: 20ms
              rate: { files: 1000000, bytes: 100GiB }
            watch:
              settle: 10ms
              full_sweep: 200ms
              sweep_jitter: 0%
            """;

    /// Locks are judged within seconds, and everything is looked at every two.
    public static final String SHORT_LOCKS =
            """
            tmp: { older_than: 1h }
            locks:
              confirm_gap: 1s
              unreadable_grace: 3s
              declared_grace: 4s
              undeclared_max_age: 6s
              suspend_guard: 1s
            watch:
              settle: 10ms
              full_sweep: 2s
              sweep_jitter: 0%
            """;

    private final Path home;
    private final Path state;
    private final Path config;
    private final Map<String, String> environment = new HashMap<>(Map.of("PATH", "/usr/bin:/bin"));

    private Installed(Path home) {
        this.home = home;
        this.state = home.resolve("state");
        this.config = home.resolve("session-watchdog.yaml");
        environment.put("HOME", home.toString());
    }

    /// @param settings YAML, after `version` and `drill: true`
    public static Installed in(Path directory, String settings) throws IOException {
        Installed installed = new Installed(Files.createDirectories(directory));
        installed.configure(settings);
        return installed;
    }

    /// Writes the configuration anew.
    void configure(String settings) throws IOException {
        Files.writeString(config, "version: 1\ndrill: true\n" + settings);
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
    }

    Installed with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Path config() {
        return config;
    }

    Path state() {
        return state;
    }

    /// Runs one verb to its end.
    public Launched run(String... arguments) throws IOException, InterruptedException {
        return Launched.run(home, environment, command(arguments));
    }

    /// Starts a verb and leaves it running; what it says is in [#said].
    Process start(String... arguments) throws IOException {
        return startIn(List.of(), arguments);
    }

    /// Likewise, by another command such as `strace`.
    Process startIn(List<String> wrapper, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(wrapper);
        all.addAll(command(arguments));
        ProcessBuilder builder = new ProcessBuilder(all).directory(home.toFile());
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("said").toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    public String said() throws IOException {
        return Files.readString(home.resolve("said"));
    }

    List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Launched.launcher().toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--config", config.toString(), "--state-dir", state.toString()));
        return command;
    }

    private EventLog log() {
        return new EventLog(state.resolve("events"));
    }

    /// The raw lines of the forensic log, oldest first.
    List<String> lines() throws IOException {
        return log().lines();
    }

    /// The segments of the forensic log, oldest first.
    List<Path> segments() throws IOException {
        return log().segments();
    }

    /// Events of one action, oldest first; a line that is still being written is left out.
    public List<JsonNode> events(String action) throws IOException {
        return log().events(action);
    }

    /// Events of one action in one phase.
    public List<JsonNode> events(String action, String phase) throws IOException {
        return log().events(action, phase);
    }

    /// Events of one action about one file.
    public List<JsonNode> events(String action, Path file) throws IOException {
        return log().events(action, file);
    }

    /// The reasons of the events of one action about one file, oldest first, each phase with its
    /// own: `observed owner-paused`.
    public List<String> told(String action, Path file) throws IOException {
        return log().told(action, file);
    }
}
