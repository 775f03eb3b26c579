package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.host.ImagePages;
import dev.sessionwatchdog.host.NativeAccess;
import dev.sessionwatchdog.nudge.Backlog;
import dev.sessionwatchdog.nudge.SweepTimer;
import dev.sessionwatchdog.store.forensic.ForensicEvent;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.sweep.Daemon;
import dev.sessionwatchdog.sweep.OwnedByAnotherException;
import dev.sessionwatchdog.sweep.Supervision;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// The daemon of this process, from its setup to its end: the verb `run` and the agent start it.
public final class DaemonRun {

    private static final Logger LOG = LoggerFactory.getLogger(DaemonRun.class);

    /// How long a service waits for a root that is still another's: a pass by hand, or a daemon
    /// that was killed and hangs in a call. Its service manager would not start it again.
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);

    private final Setup setup;
    private final Program program;
    private final Backlog backlog;

    DaemonRun(Setup setup, Program program, Backlog backlog) {
        this.setup = setup;
        this.program = program;
        this.backlog = backlog;
    }

    /// The daemon with other options than a command line's. Where this JVM permits no native calls
    /// it does without, by the stricter rules that hold then.
    ///
    /// @throws Failure if the configuration has errors
    public static DaemonRun of(DaemonOptions options, Program program, Backlog backlog) {
        LocalRoot.Natives wanted = Setup.natives(options.environment());
        LocalRoot.Natives natives = NativeAccess.permitted() ? wanted : LocalRoot.Natives.OFF;
        return new DaemonRun(Setup.of(options, natives), program, backlog);
    }

    /// The program around the daemon: ours, or one that it is a guest in.
    public interface Program {

        /// What the log calls it.
        String name();

        /// Who wants to hear that the sweeping thread gets on.
        Supervision supervision(Backlog backlog);

        /// The forensic log is open, nothing is guarded yet.
        void begins(ForensicLog log, Backlog backlog);

        /// It is about to end because of this; what is appended here is the log's last word of it.
        void fails(ForensicLog log, Throwable why);

        /// One line that says what is wrong.
        void complain(String line);

        /// Pages of the process that can be given back when it has nothing to do.
        Optional<ImagePages> pages();
    }

    /// Guards what is configured until it is told to end.
    ///
    /// @param turns ends after so many turns in any case
    /// @return the exit code it was told, or 0
    /// @throws Failure if a root or the log cannot be had, or is another watchdog's
    public int run(long turns) throws IOException, InterruptedException {
        Supervision supervision = program.supervision(backlog);
        for (long left = PATIENCE.dividedBy(BETWEEN_TRIES); ; left--) {
            try {
                return run(supervision, turns);
            } catch (Failure failure) {
                if (failure.exitCode() != ExitCode.OWNED_BY_ANOTHER
                        || left == 0
                        || !supervision.waits(String.valueOf(failure.getMessage()))) {
                    throw failure;
                }
            }
            Backlog.Work work =
                    backlog.take(
                            Duration.ZERO,
                            Duration.ZERO,
                            BETWEEN_TRIES,
                            BETWEEN_TRIES,
                            supervision::progress);
            if (work.stops()) {
                return work.stop();
            }
        }
    }

    private int run(Supervision supervision, long turns) throws IOException, InterruptedException {
        try (Workplace workplace =
                        Workplace.openForDaemon(setup, program.name(), supervision::progress);
                Outlets outlets = new Outlets(workplace, backlog)) {
            return run(workplace, outlets, supervision, turns);
        } catch (OwnedByAnotherException owned) {
            throw new Failure(ExitCode.OWNED_BY_ANOTHER, String.valueOf(owned.getMessage()), owned);
        }
    }

    private int run(Workplace workplace, Outlets outlets, Supervision supervision, long turns)
            throws IOException, InterruptedException {
        try (SweepTimer timer = new SweepTimer(workplace.time())) {
            program.begins(workplace.log(), backlog);
            workplace.log().onAppend(DaemonRun::talk);
            DaemonSetting setting =
                    new DaemonSetting(program, setup, workplace, backlog, outlets, supervision);
            return new Daemon(backlog, timer, workplace.log(), setting, supervision).run(turns);
        } catch (Throwable failure) {
            program.fails(workplace.log(), failure);
            throw failure;
        }
    }

    /// What goes into the evidence is also said, so that whoever reads the journal knows of it.
    private static void talk(ForensicEvent event) {
        Level level =
                switch (event.level()) {
                    case DEBUG -> Level.DEBUG;
                    case INFO ->
                            event.phase() == Phase.INTENT || event.action().equals("sweep.summary")
                                    ? Level.DEBUG
                                    : Level.INFO;
                    case WARN -> Level.WARN;
                    case ERROR -> Level.ERROR;
                };
        LOG.atLevel(level).log(event.message());
    }
}
