package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Config;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is said over the configuration file, on a command line or to an agent.
///
/// @param roots instead of the configured ones; relative paths count from where the process works
/// @param environment where places and the file are looked for that are not named here
public record DaemonOptions(
        Optional<Path> config,
        List<Path> roots,
        Optional<Path> stateDir,
        Optional<Config.Mode> mode,
        Map<String, String> environment) {

    public DaemonOptions {
        roots = List.copyOf(roots);
        environment = Map.copyOf(environment);
    }
}
