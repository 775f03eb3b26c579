package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.config.ConfigSource;
import dev.sessionwatchdog.config.Reading;
import dev.sessionwatchdog.config.StatePlaces;
import dev.sessionwatchdog.store.root.LocalRoot;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// What the options, the environment and the configuration file say together.
record Setup(ConfigSource source, Reading.Loaded loaded, Places places, LocalRoot.Natives natives) {

    /// Where we keep what is ours outside the guarded roots.
    record Places(Path state, Path events) {}

    /// Reads the configuration.
    ///
    /// @throws Failure with every error of the file, exit code 78
    static Setup of(Cli cli, Optional<Config.Mode> mode) {
        ConfigSource source = Configuration.source(cli, mode);
        return of(cli, source, Configuration.load(source));
    }

    /// From options of any origin.
    ///
    /// @throws Failure with every error of the file, exit code 78
    static Setup of(DaemonOptions options, LocalRoot.Natives natives) {
        ConfigSource source = Configuration.source(options);
        return of(
                options.stateDir(),
                options.environment(),
                source,
                Configuration.load(source),
                natives);
    }

    /// With what was read already.
    static Setup of(Cli cli, ConfigSource source, Reading.Loaded loaded) {
        return of(cli.stateDir(), cli.environment(), source, loaded, natives(cli.environment()));
    }

    private static Setup of(
            Optional<Path> stateDir,
            Map<String, String> environment,
            ConfigSource source,
            Reading.Loaded loaded,
            LocalRoot.Natives natives) {
        return new Setup(
                source,
                loaded,
                places(stateDir, environment, source, loaded.config().events().dir()),
                natives);
    }

    /// Where things are when the configuration cannot be read.
    static Places defaultPlaces(Cli cli) {
        return places(
                cli.stateDir(),
                cli.environment(),
                Configuration.source(cli, Optional.empty()),
                Optional.empty());
    }

    static Places places(
            Optional<Path> stateDir,
            Map<String, String> environment,
            ConfigSource source,
            Optional<String> eventsDirectory) {
        Path home = source.surroundings().home();
        String os = System.getProperty("os.name", "");
        Optional<Path> asked = stateDir.map(Path::toAbsolutePath);
        return new Places(
                StatePlaces.state(asked, environment, home, os),
                StatePlaces.events(asked, eventsDirectory, environment, home, os));
    }

    /// `SESSION_WATCHDOG_NATIVE=off` is for machines on which the native calls misbehave, and for
    /// rehearsing the stricter rules that hold then.
    static LocalRoot.Natives natives(Map<String, String> environment) {
        return "off".equals(environment.get("SESSION_WATCHDOG_NATIVE"))
                ? LocalRoot.Natives.OFF
                : LocalRoot.Natives.AUTO;
    }

    Config config() {
        return loaded.config();
    }
}
