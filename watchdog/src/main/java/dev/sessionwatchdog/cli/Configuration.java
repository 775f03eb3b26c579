package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.config.ConfigError;
import dev.sessionwatchdog.config.ConfigSource;
import dev.sessionwatchdog.config.Overrides;
import dev.sessionwatchdog.config.Reading;
import dev.sessionwatchdog.config.Surroundings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The way from the global options and the environment to a configuration, for any verb.
final class Configuration {

    private Configuration() {}

    /// Where a verb reads its configuration, once or again.
    ///
    /// @param mode what the verb's own option says over the file
    static ConfigSource source(Cli cli, Optional<Config.Mode> mode) {
        return source(cli, cli.config(), mode);
    }

    /// @param file instead of the one that the options and the environment name
    static ConfigSource source(Cli cli, Optional<Path> file, Optional<Config.Mode> mode) {
        return source(
                new DaemonOptions(file, cli.roots(), cli.stateDir(), mode, cli.environment()));
    }

    static ConfigSource source(DaemonOptions options) {
        Surroundings surroundings = Surroundings.ofThisProcess(options.environment());
        List<String> roots =
                options.roots().stream().map(root -> absolute(root, surroundings)).toList();
        return new ConfigSource(
                surroundings,
                options.config().map(Path::toAbsolutePath),
                new Overrides(roots, options.mode()));
    }

    /// @throws Failure with every error, and [ExitCode#CONFIGURATION]
    static Reading.Loaded load(Cli cli) {
        return load(source(cli, Optional.empty()));
    }

    /// @throws Failure with every error, and [ExitCode#CONFIGURATION]
    static Reading.Loaded load(ConfigSource source) {
        return switch (source.load()) {
            case Reading.Loaded loaded -> loaded;
            case Reading.Rejected rejected ->
                    throw new Failure(ExitCode.CONFIGURATION, words(rejected));
        };
    }

    /// Every error, as it is shown.
    static String words(Reading.Rejected rejected) {
        return "the configuration is refused\n"
                + rejected.errors().stream()
                        .map(ConfigError::render)
                        .collect(Collectors.joining("\n"));
    }

    /// The command line is the operator's: a relative path counts from where the operator is, and
    /// an environment variable was seen by no shell that knows `~`.
    private static String absolute(Path root, Surroundings surroundings) {
        return surroundings.expand(root.toString()).toAbsolutePath().normalize().toString();
    }
}
