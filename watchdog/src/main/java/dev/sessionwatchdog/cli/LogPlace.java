package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.store.forensic.Printable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds the forensic log from any shell: where `--state-dir` says, else where a daemon of one of
/// the roots says that it writes, else where a daemon would.
final class LogPlace {

    private final Cli cli;

    LogPlace(Cli cli) {
        this.cli = cli;
    }

    /// Opens the first log that there is.
    ///
    /// @throws Failure if there is none, saying where it was looked for
    OpenLog open() throws IOException {
        Set<Path> candidates = candidates();
        for (Path candidate : candidates) {
            Optional<OpenLog> log = open(candidate);
            if (log.isPresent()) {
                cli.sayMore("reading " + Printable.of(candidate.toString()));
                return log.get();
            }
        }
        throw new Failure(
                ExitCode.FAILED,
                "no forensic log in "
                        + candidates.stream()
                                .map(path -> Printable.of(path.toString()))
                                .collect(Collectors.joining(" or "))
                        + "; name the daemon's state directory by --state-dir"
                        + " or the tree that it guards by --root");
    }

    private Optional<OpenLog> open(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return Optional.empty();
        }
        try {
            OpenLog log = OpenLog.open(path, Setup.natives(cli.environment()));
            if (log.reader().hasLog()) {
                return Optional.of(log);
            }
            log.close();
            return Optional.empty();
        } catch (AccessDeniedException denied) {
            throw new Failure(
                    ExitCode.PERMISSION,
                    Printable.of(path.toString())
                            + ": permission denied; run this as the user of the daemon",
                    denied);
        }
    }

    private Set<Path> candidates() {
        Set<Path> candidates = new LinkedHashSet<>();
        Optional<Setup> setup = setup();
        if (cli.stateDir().isEmpty()) {
            roots(setup).stream()
                    .flatMap(root -> DaemonStatus.read(root).stream())
                    .flatMap(daemon -> daemon.eventsDirectory().stream())
                    .forEach(candidates::add);
        }
        candidates.add(setup.map(Setup::places).orElseGet(() -> Setup.defaultPlaces(cli)).events());
        return candidates;
    }

    private List<Path> roots(Optional<Setup> setup) {
        return setup.map(Setup::config)
                .map(config -> config.roots().stream().map(root -> Path.of(root.path())).toList())
                .orElseGet(cli::roots);
    }

    /// A broken configuration must not hide the log from whoever looks for the reason.
    private Optional<Setup> setup() {
        try {
            return Optional.of(Setup.of(cli, Optional.empty()));
        } catch (Failure broken) {
            cli.say("session-watchdog: " + broken.getMessage());
            return Optional.empty();
        }
    }
}
