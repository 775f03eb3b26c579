package dev.sessionwatchdog.agent;

import dev.sessionwatchdog.cli.DaemonOptions;
import dev.sessionwatchdog.cli.DaemonRun;
import dev.sessionwatchdog.host.DiagnosticLog;
import dev.sessionwatchdog.host.ImagePages;
import dev.sessionwatchdog.nudge.Backlog;
import dev.sessionwatchdog.nudge.Nudge;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.store.time.SystemTime;
import dev.sessionwatchdog.store.time.Time;
import dev.sessionwatchdog.sweep.Supervision;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The daemon as a guest in another program's JVM, from its start to the program's end.
///
/// It listens to no signal, ends no process and sets nothing that belongs to the program. When the
/// program ends it finishes the running step and writes `daemon.stop`, for [#PARTING] at most; what
/// is open then is concluded by the next start. When it fails the program runs on, and the failure
/// is an event (`agent.failed`) and a line on stderr.
public final class Guest {

    /// How long the end of the program may be held up.
    private static final Duration PARTING = Duration.ofMillis(1_500);

    private final Time time = new SystemTime();
    private final Retry retry = new Retry();
    private final CountDownLatch leaving = new CountDownLatch(1);
    private final CountDownLatch gone = new CountDownLatch(1);
    private Backlog backlog = new Backlog();
    private Optional<AgentFailure> untold = Optional.empty();

    private Guest() {}

    /// Stays until the program ends, or until there is nothing more to be tried.
    ///
    /// @param argument of the agent
    public static void run(String argument) throws InterruptedException {
        DiagnosticLog.amongOthers();
        new Guest().stay(argument);
    }

    private void stay(String argument) throws InterruptedException {
        Thread goodbye = new Thread(this::leave, "session-watchdog goodbye");
        try {
            Runtime.getRuntime().addShutdownHook(goodbye);
        } catch (IllegalStateException ending) {
            return;
        }
        try {
            Optional<Duration> next = Optional.of(Duration.ZERO);
            while (next.isPresent()
                    && !leaving.await(next.get().toMillis(), TimeUnit.MILLISECONDS)) {
                next = once(argument);
            }
        } finally {
            gone.countDown();
        }
    }

    /// @return when to begin anew, if at all
    private Optional<Duration> once(String argument) throws InterruptedException {
        Moment begun = time.moment();
        try {
            DaemonOptions options = Argument.parse(argument, System.getenv());
            DaemonRun.of(options, new Program(), fresh()).run(Long.MAX_VALUE);
            return Optional.empty();
        } catch (InterruptedException asked) {
            throw asked;
        } catch (Throwable failure) {
            Optional<Duration> next = retry.after(failure, time.moment().since(begun));
            complain(
                    AgentFailure.of(failure).words()
                            + "; the program runs on, "
                            + next.map(in -> "tried again in " + in.toSeconds() + " s")
                                    .orElse("nothing is guarded until it is started again"));
            return next;
        }
    }

    private synchronized Backlog fresh() {
        backlog = new Backlog();
        if (leaving.getCount() == 0) {
            backlog.offer(new Nudge.Stop(0));
        }
        return backlog;
    }

    private void leave() {
        leaving.countDown();
        synchronized (this) {
            backlog.offer(new Nudge.Stop(0));
        }
        try {
            boolean _ = gone.await(PARTING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private static void complain(String line) {
        System.err.println("session-watchdog agent: " + Printable.of(line));
    }

    private final class Program implements DaemonRun.Program {

        @Override
        public String name() {
            return "agent";
        }

        /// The program's own service manager is not ours to talk to.
        @Override
        public Supervision supervision(Backlog nudges) {
            return Supervision.none();
        }

        /// What could not be written when it happened is written now.
        @Override
        public void begins(ForensicLog log, Backlog nudges) {
            untold.ifPresent(failure -> failure.tell(log));
            untold = Optional.empty();
        }

        @Override
        public void fails(ForensicLog log, Throwable why) {
            AgentFailure failure = AgentFailure.of(why);
            untold = failure.tell(log) ? Optional.empty() : Optional.of(failure);
        }

        @Override
        public void complain(String line) {
            Guest.complain(line);
        }

        /// The process is another program's.
        @Override
        public Optional<ImagePages> pages() {
            return Optional.empty();
        }
    }
}
