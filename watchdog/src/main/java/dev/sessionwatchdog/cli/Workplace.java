package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.host.ClockDiscipline;
import dev.sessionwatchdog.host.IoPressure;
import dev.sessionwatchdog.host.JournalCopy;
import dev.sessionwatchdog.host.ProcStat;
import dev.sessionwatchdog.host.Redaction;
import dev.sessionwatchdog.host.SyncedFolder;
import dev.sessionwatchdog.host.SystemProcesses;
import dev.sessionwatchdog.host.ThisHost;
import dev.sessionwatchdog.observation.ProcessTable;
import dev.sessionwatchdog.observation.Visibility;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.forensic.LogInUseException;
import dev.sessionwatchdog.store.forensic.Origin;
import dev.sessionwatchdog.store.forensic.Rotation;
import dev.sessionwatchdog.store.root.Assurance;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.SystemTime;
import dev.sessionwatchdog.store.time.Time;
import dev.sessionwatchdog.sweep.DaemonFile;
import dev.sessionwatchdog.sweep.OwnedByAnotherException;
import dev.sessionwatchdog.sweep.RootGuard;
import dev.sessionwatchdog.sweep.RootLock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What an acting verb works with on the real machine: clocks, processes, chance and the forensic
/// log.
final class Workplace implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Workplace.class);

    private final Setup setup;
    private final Time time;
    private final ProcessTable processes;
    private final Random random = new SecureRandom();
    private final Root logRoot;
    private final Directory logDirectory;
    private final ForensicLog log;
    private final Optional<JournalCopy> journal;
    private final Runnable answered;

    private Workplace(Setup setup, Path events, String actor, String verb, Runnable answered)
            throws IOException {
        this.setup = setup;
        this.answered = answered;
        boolean nativeCalls = setup.natives() == LocalRoot.Natives.AUTO;
        this.time = new SystemTime(new ClockDiscipline(nativeCalls));
        this.processes =
                new SystemProcesses(
                        nativeCalls, Redaction.and(setup.config().events().redactArgs()));
        Files.createDirectories(
                events,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        this.logRoot = LocalRoot.open(events, setup.natives(), answered);
        this.logDirectory = logRoot.open(Place.TOP);
        Config.Events settings = setup.config().events();
        this.log =
                ForensicLog.open(
                        logDirectory,
                        time,
                        origin(setup, actor, Optional.of(verb), 1),
                        new Rotation(settings.rotateBytes(), settings.rotateEvery()),
                        random);
        this.journal = journal(settings.journal(), nativeCalls);
        journal.ifPresent(log::onCommit);
    }

    private static Optional<JournalCopy> journal(Config.Journal wanted, boolean nativeCalls) {
        if (wanted == Config.Journal.OFF || !nativeCalls) {
            return Optional.empty();
        }
        Optional<JournalCopy> journal = JournalCopy.to(JournalCopy.STANDARD);
        if (journal.isEmpty() && wanted == Config.Journal.ON) {
            LOG.warn("events.journal is on, and no journal listens at {}", JournalCopy.STANDARD);
        }
        return journal;
    }

    /// Opens the forensic log for writing.
    ///
    /// @param actor `daemon` or `cli`
    /// @throws Failure if it cannot be had
    static Workplace open(Setup setup, String actor, String verb) {
        return open(setup, setup.places().events(), actor, verb);
    }

    /// As [#open], with the log in another directory.
    static Workplace open(Setup setup, Path events, String actor, String verb) {
        return open(setup, events, actor, verb, () -> {});
    }

    /// As [#open], for the daemon.
    ///
    /// @param answered runs when the kernel has answered a call about the files of the log or of a
    ///   root
    static Workplace openForDaemon(Setup setup, String verb, Runnable answered) {
        return open(setup, setup.places().events(), "daemon", verb, answered);
    }

    private static Workplace open(
            Setup setup, Path events, String actor, String verb, Runnable answered) {
        try {
            return new Workplace(setup, events, actor, verb, answered);
        } catch (LogInUseException inUse) {
            throw new Failure(
                    ExitCode.OWNED_BY_ANOTHER,
                    "another session-watchdog writes the forensic log in "
                            + events
                            + ": give this one its own with --state-dir",
                    inUse);
        } catch (AccessDeniedException denied) {
            throw new Failure(
                    ExitCode.PERMISSION,
                    "no access to " + denied.getFile() + ": run as the gateway's user",
                    denied);
        } catch (IOException failure) {
            throw new Failure(
                    ExitCode.FAILED,
                    "the forensic log in " + events + " cannot be opened: " + failure.getMessage(),
                    failure);
        }
    }

    /// Takes a configured root.
    ///
    /// @throws Failure if it cannot be opened or is another watchdog's
    RootGuard guard(Config config, Config.RootConfig root, BooleanSupplier stopping) {
        Root opened = openRoot(root);
        requireOurs(opened);
        return guard(opened, config, root, stopping);
    }

    /// Opens a configured root for looking only: nothing is locked, concluded or written in it.
    RootGuard look(Config config, Config.RootConfig root) throws IOException {
        return RootGuard.lookOnly(openRoot(root), config, root, time, processes, log, random);
    }

    Root openRoot(Config.RootConfig root) {
        try {
            return LocalRoot.open(Path.of(root.path()), setup.natives(), answered);
        } catch (AccessDeniedException denied) {
            throw new Failure(
                    ExitCode.PERMISSION,
                    "no access to " + root.path() + ": run as the gateway's user",
                    denied);
        } catch (IOException failure) {
            throw new Failure(ExitCode.FAILED, String.valueOf(failure.getMessage()), failure);
        }
    }

    /// Makes sure that each configured root could be guarded.
    ///
    /// @param guarded canonical paths of those that this process guards now
    /// @return the canonical paths of all
    /// @throws Failure as [#guard]
    Set<String> requireFree(Config config, Set<String> guarded) {
        Set<String> paths = new HashSet<>();
        for (Config.RootConfig root : config.roots()) {
            try (Root opened = openRoot(root)) {
                requireOurs(opened);
                if (!guarded.contains(opened.path())) {
                    RootLock.take(opened).close();
                }
                paths.add(opened.path());
            } catch (OwnedByAnotherException owned) {
                throw new Failure(
                        ExitCode.OWNED_BY_ANOTHER, String.valueOf(owned.getMessage()), owned);
            } catch (IOException failure) {
                throw new Failure(ExitCode.FAILED, String.valueOf(failure.getMessage()), failure);
            }
        }
        return paths;
    }

    private RootGuard guard(
            Root opened, Config config, Config.RootConfig root, BooleanSupplier stopping) {
        try {
            return RootGuard.take(
                    opened,
                    config,
                    root,
                    time,
                    processes,
                    IoPressure.ofThisMachine(),
                    log,
                    random,
                    stopping,
                    carrier(opened));
        } catch (OwnedByAnotherException owned) {
            throw new Failure(ExitCode.OWNED_BY_ANOTHER, String.valueOf(owned.getMessage()), owned);
        } catch (IOException failure) {
            throw new Failure(ExitCode.FAILED, String.valueOf(failure.getMessage()), failure);
        }
    }

    /// Whoever acts in a tree of another user leaves files there that its gateway cannot read, and
    /// as root could do anything in it (S98). A directory that root made for somebody, as mount
    /// points are, is no other user's.
    private static void requireOurs(Root opened) {
        try (Directory top = opened.open(Place.TOP)) {
            int owner = top.facts().uid();
            boolean ours = owner == opened.uid() || (owner == 0 && opened.uid() != 0);
            if (!ours) {
                String user = Files.getOwner(Path.of(opened.path())).getName();
                opened.close();
                throw new Failure(
                        ExitCode.PERMISSION,
                        opened.path()
                                + " belongs to "
                                + user
                                + ": guard it as that user, by"
                                + " `systemctl enable --now session-watchdog@"
                                + user
                                + "` or `sudo -u "
                                + user
                                + " session-watchdog run`");
            }
        } catch (IOException failure) {
            throw new Failure(ExitCode.FAILED, String.valueOf(failure.getMessage()), failure);
        }
    }

    private Optional<String> carrier(Root opened) {
        return SyncedFolder.around(Path.of(opened.path()), setup.source().surroundings().home())
                .map(SyncedFolder::program);
    }

    Time time() {
        return time;
    }

    Random random() {
        return random;
    }

    ForensicLog log() {
        return log;
    }

    /// Where the forensic log is.
    Directory logDirectory() {
        return logDirectory;
    }

    static Origin origin(Setup setup, String actor, Optional<String> verb, int generation)
            throws IOException {
        ThisHost host = ThisHost.look();
        Config config = setup.config();
        return new Origin(
                "swd-"
                        + host.name()
                        + "-"
                        + HexFormat.of().toHexDigits(new SecureRandom().nextInt()),
                host.name(),
                host.id(),
                host.os(),
                Version.current(),
                System.getProperty("user.name", "unknown"),
                ProcessHandle.current().pid(),
                ProcStat.ownStartTicks(),
                mode(config),
                config.drill(),
                Optional.ofNullable(System.getenv("INVOCATION_ID")),
                setup.loaded().sha256(),
                generation,
                actor,
                uid(),
                verb);
    }

    /// The owner of our own process; -1 never stands for anybody.
    private static int uid() throws IOException {
        Path self = Path.of("/proc/self");
        return Files.exists(self) && Files.getAttribute(self, "unix:uid") instanceof Integer uid
                ? uid
                : 0;
    }

    static String mode(Config config) {
        return config.mode().name().toLowerCase(Locale.ROOT);
    }

    /// What verbs find in every root about this process.
    DaemonFile daemonFile(Setup current, Root anyRoot) {
        Visibility visibility = processes.visibility();
        return new DaemonFile(
                ProcessHandle.current().pid(),
                ProcStat.ownStartTicks(),
                time.moment().wall(),
                Version.current(),
                mode(current.config()),
                current.config().drill(),
                current.places().state().toString(),
                current.places().events().toString(),
                current.loaded().file().map(Path::toString),
                anyRoot.assurance() instanceof Assurance.Degraded why
                        ? Optional.of(why.reason())
                        : Optional.empty(),
                visibility instanceof Visibility.Blind blind
                        ? Optional.of(blind.reason())
                        : Optional.empty());
    }

    @Override
    public void close() throws IOException {
        log.close();
        journal.ifPresent(JournalCopy::close);
        logDirectory.close();
        logRoot.close();
    }
}
