package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.Event;
import dev.sessionwatchdog.nudge.Backlog;
import dev.sessionwatchdog.nudge.Nudge;
import dev.sessionwatchdog.nudge.SweepTimer;
import dev.sessionwatchdog.nudge.WatchedTree;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Phase;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The daemon's one sweeping thread: waits for hints, follows them, and waits again, until it is
/// told to end.
public final class Daemon {

    /// The timer goes by the wall clock, and waits for years when that was set back by years. So we
    /// wait no longer than it may be late.
    private static final Duration TIMER_IS_LATE = Duration.ofSeconds(1);

    private final Backlog backlog;
    private final SweepTimer timer;
    private final ForensicLog log;
    private final Setting setting;

    /// @param setting makes what depends on the configuration, at the start and at each reload
    public Daemon(Backlog backlog, SweepTimer timer, ForensicLog log, Setting setting) {
        this.backlog = backlog;
        this.timer = timer;
        this.log = log;
        this.setting = setting;
    }

    /// Runs until it is told to end.
    ///
    /// @param turns ends after so many turns in any case
    /// @return the exit code it was told, or 0
    /// @throws OwnedByAnotherException if a root is, or becomes, another watchdog's
    /// @throws IOException if a root cannot be opened or the forensic log cannot be written
    public int run(long turns) throws IOException, InterruptedException {
        Guarding guarding = setting.begin();
        try {
            tell("daemon.start", "daemon.start: " + guarding.words());
            timer.start(backlog);
            backlog.offer(new Nudge.Time());
            Duration next = Duration.ZERO;
            for (long turn = 0; turn < turns; turn++) {
                Backlog.Work work = backlog.take(guarding.settle(), next.plus(TIMER_IS_LATE));
                if (work.stops()) {
                    end(guarding);
                    return work.stop();
                }
                if (work.reload()) {
                    guarding = reload(guarding);
                }
                if (work.time()) {
                    guarding.trees().forEach(WatchedTree::revive);
                }
                next = guarding.watch().turn(work);
                timer.wakeIn(next);
            }
            end(guarding);
            return 0;
        } finally {
            guarding.close();
        }
    }

    private void end(Guarding guarding) throws IOException {
        tell("daemon.stop", "daemon.stop: nothing is left open");
        guarding.watch().end();
    }

    /// What runs goes on unless the new configuration is accepted.
    private Guarding reload(Guarding running) throws IOException {
        Optional<Setting.Change> change = setting.accepted();
        if (change.isEmpty()) {
            log.append(
                    Event.of(
                                    "config.reload",
                                    Phase.REFUSED,
                                    Level.ERROR,
                                    "config.reload refused: the file has errors, the running"
                                            + " configuration stays")
                            .alert()
                            .because("invalid"));
            log.commit();
            return running;
        }
        running.close();
        Guarding changed = setting.begin();
        Event event =
                Event.of(
                        "config.reload",
                        Phase.DONE,
                        Level.INFO,
                        "config.reload done: " + change.get().words());
        log.append(event);
        log.commit();
        backlog.offer(new Nudge.Time());
        return changed;
    }

    private void tell(String action, String message) throws IOException {
        log.append(Event.of(action, Phase.DONE, Level.INFO, message));
        log.commit();
    }

    /// Makes what depends on the configuration.
    public interface Setting {

        /// Opens and takes every root.
        Guarding begin() throws IOException;

        /// Reads the configuration again; empty when it has errors, which were told.
        Optional<Change> accepted() throws IOException;

        /// @param words what is different, for people
        record Change(String words) {}
    }

    /// What depends on the configuration, while it is in force.
    ///
    /// @param words what is guarded, for people
    public record Guarding(
            List<RootGuard> guards,
            Watch watch,
            List<WatchedTree> trees,
            Duration settle,
            String words)
            implements Closeable {

        @Override
        public void close() throws IOException {
            trees.forEach(WatchedTree::close);
            for (RootGuard guard : guards) {
                guard.close();
            }
        }
    }
}
