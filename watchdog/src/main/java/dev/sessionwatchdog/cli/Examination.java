package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.config.ConfigError;
import dev.sessionwatchdog.config.ConfigSource;
import dev.sessionwatchdog.config.Reading;
import dev.sessionwatchdog.config.Surroundings;
import dev.sessionwatchdog.doctor.Circumstances;
import dev.sessionwatchdog.doctor.GuardingDaemon;
import dev.sessionwatchdog.doctor.Machine;
import dev.sessionwatchdog.host.ClockDiscipline;
import dev.sessionwatchdog.host.SystemProcesses;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.time.SystemTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Gathers what `doctor` examines: this machine, this user, and what they configured. A refused
/// configuration is one of the things to be told, and then the defaults hold.
final class Examination {

    private Examination() {}

    static Circumstances circumstances(Cli cli) {
        ConfigSource source = Configuration.source(cli, Optional.empty());
        Reading reading = source.load();
        List<String> refusal =
                switch (reading) {
                    case Reading.Loaded _ -> List.of();
                    case Reading.Rejected(List<ConfigError> errors) ->
                            errors.stream().map(Examination::inOneLine).toList();
                };
        Config config = inForce(refusal.isEmpty() ? reading : source.defaults());
        LocalRoot.Natives natives = Setup.natives(cli.environment());
        boolean nativeCalls = natives != LocalRoot.Natives.OFF;
        Setup.Places places =
                Setup.places(cli.stateDir(), cli.environment(), source, config.events().dir());
        List<GuardingDaemon> daemons = daemons(config);
        Surroundings us = source.surroundings();
        return new Circumstances(
                Machine.ours(),
                new Circumstances.User(
                        us.user(), us.home(), us.environment(), System.getProperty("os.name", "")),
                config,
                source.find(),
                refusal,
                state(places, config),
                events(places, config),
                daemons,
                new SystemProcesses(nativeCalls),
                new SystemTime(new ClockDiscipline(nativeCalls)),
                natives,
                new OtherPrograms(),
                Version.current(),
                launcher());
    }

    private static Config inForce(Reading reading) {
        return switch (reading) {
            case Reading.Loaded loaded -> loaded.config();
            case Reading.Rejected refusedToo ->
                    throw new IllegalStateException("the defaults are refused: " + refusedToo);
        };
    }

    private static String inOneLine(ConfigError error) {
        return error.file()
                + error.at().map(at -> ":" + at.line() + ":" + at.column()).orElse("")
                + ": "
                + error.message();
    }

    /// Where a daemon writes, by its own word; else where one would.
    private static Path events(Setup.Places places, Config config) {
        return living(config)
                .flatMap(status -> status.eventsDirectory().stream())
                .findFirst()
                .orElse(places.events());
    }

    private static Path state(Setup.Places places, Config config) {
        return living(config)
                .map(status -> status.text("state_dir"))
                .filter(path -> path.startsWith("/"))
                .map(Path::of)
                .findFirst()
                .orElse(places.state());
    }

    private static Stream<DaemonStatus> living(Config config) {
        return config.roots().stream()
                .flatMap(root -> DaemonStatus.read(Path.of(root.path())).stream())
                .filter(DaemonStatus::alive);
    }

    private static List<GuardingDaemon> daemons(Config config) {
        return config.roots().stream()
                .flatMap(root ->
                        DaemonStatus.read(Path.of(root.path())).stream()
                                .filter(DaemonStatus::alive)
                                .map(status -> daemon(root, status)))
                .toList();
    }

    private static GuardingDaemon daemon(Config.RootConfig root, DaemonStatus status) {
        return new GuardingDaemon(
                root.path(),
                status.json().path("pid").asLong(),
                status.text("version"),
                Optional.of(status.text("blind")).filter(it -> !it.isEmpty()),
                Optional.of(status.text("degraded")).filter(it -> !it.isEmpty()));
    }

    /// As a unit would name it.
    private static Path launcher() {
        Path usual = Path.of("/usr/bin/session-watchdog");
        return Version.image()
                .map(image -> image.resolve("bin/session-watchdog"))
                .filter(ours -> !isSame(usual, ours))
                .orElse(usual);
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.exists(one) && Files.isSameFile(one, other);
        } catch (IOException unreachable) {
            return false;
        }
    }
}
