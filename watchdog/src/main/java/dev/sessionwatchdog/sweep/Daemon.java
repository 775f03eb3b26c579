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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    private final Supervision supervision;
    private Optional<Guarding> held = Optional.empty();
    private Optional<Setting.Accepted> accepted = Optional.empty();

    /// Rejected while something accepted waits: the last word in the log is what holds of the file.
    private final List<Setting.Rejected> afterwards = new ArrayList<>();

    private Optional<String> rejected = Optional.empty();

    /// A daemon that no service manager listens to.
    ///
    /// @param setting makes what depends on the configuration, at the start and at each reload
    public Daemon(Backlog backlog, SweepTimer timer, ForensicLog log, Setting setting) {
        this(backlog, timer, log, setting, Supervision.none());
    }

    /// @param setting makes what depends on the configuration, at the start and at each reload
    /// @param supervision of the thread that will call [#run]
    public Daemon(
            Backlog backlog,
            SweepTimer timer,
            ForensicLog log,
            Setting setting,
            Supervision supervision) {
        this.backlog = backlog;
        this.timer = timer;
        this.log = log;
        this.setting = setting;
        this.supervision = supervision;
    }

    /// Runs until it is told to end.
    ///
    /// @param turns ends after so many turns in any case
    /// @return the exit code it was told, or 0
    /// @throws OwnedByAnotherException if a root is, or becomes, another watchdog's
    /// @throws IOException if a root cannot be opened or the forensic log cannot be written
    public int run(long turns) throws IOException, InterruptedException {
        try {
            Guarding guarding = hold(setting.begin());
            tell("daemon.start", "daemon.start: " + guarding.words());
            timer.start(backlog);
            backlog.offer(new Nudge.Time());
            supervision.ready(guarding.watch().words(rejected));
            Duration next = Duration.ZERO;
            for (long turn = 0; turn < turns; turn++) {
                Backlog.Work work = take(guarding, next.plus(TIMER_IS_LATE));
                if (work.stops()) {
                    end(guarding);
                    return work.stop();
                }
                if (work.reload()) {
                    reread();
                    guarding = changed(guarding);
                    supervision.status(guarding.watch().words(rejected));
                }
                if (work.time()) {
                    guarding.trees().forEach(WatchedTree::revive);
                }
                next = guarding.watch().turn(work);
                if (accepted.isPresent()) {
                    guarding = changed(guarding);
                    next = Duration.ZERO;
                }
                timer.wakeIn(next);
                supervision.status(guarding.watch().words(rejected));
            }
            end(guarding);
            return 0;
        } finally {
            release();
        }
    }

    /// Waits for hints, waking now and then if somebody wants to know that we can.
    private Backlog.Work take(Guarding guarding, Duration most) throws InterruptedException {
        return backlog.take(
                guarding.settle(),
                guarding.watch().rest(),
                most,
                supervision.pulse().orElse(most),
                supervision::progress);
    }

    private Guarding hold(Guarding guarding) {
        held = Optional.of(guarding);
        guarding.guards().forEach(guard -> guard.reloadBy(this::reread));
        return guarding;
    }

    private void release() throws IOException {
        Optional<Guarding> released = held;
        held = Optional.empty();
        if (released.isPresent()) {
            released.get().close();
        }
    }

    private void end(Guarding guarding) throws IOException {
        supervision.stopping();
        tell("daemon.stop", "daemon.stop: nothing is left open");
        guarding.watch().end();
    }

    /// Reads the configuration again. What runs goes on unless it is accepted, and also then until
    /// [#changed]. What was accepted last holds; what is rejected after it changes nothing.
    private Reply reread() throws IOException {
        supervision.reloading();
        return switch (setting.reread()) {
            case Setting.Rejected rejection -> {
                rejected = Optional.of(rejection.notice());
                afterwards.add(rejection);
                if (accepted.isEmpty()) {
                    tellRejected();
                }
                yield RequestedReload.rejected(rejection.words());
            }
            case Setting.Accepted change -> {
                tellRejected();
                accepted = Optional.of(change);
                rejected = Optional.empty();
                yield RequestedReload.accepted(change.words());
            }
        };
    }

    private void tellRejected() throws IOException {
        for (Setting.Rejected rejection : afterwards) {
            log.append(
                    Event.of(
                                    "config.reload",
                                    Phase.REFUSED,
                                    Level.ERROR,
                                    "config.reload refused: "
                                            + rejection.summary()
                                            + ", the running configuration stays")
                            .alert()
                            .because(rejection.reason()));
        }
        log.commit();
        afterwards.clear();
    }

    /// Puts what was accepted in the place of what runs, if something was. What cannot be had after
    /// all is refused, and what ran runs again.
    private Guarding changed(Guarding running) throws IOException {
        if (accepted.isEmpty()) {
            return running;
        }
        Setting.Accepted change = accepted.get();
        accepted = Optional.empty();
        running.watch().endOutside(change.roots());
        release();
        backlog.offer(new Nudge.Time());
        return switch (setting.change()) {
            case Setting.Changed(Guarding next) -> {
                hold(next);
                tell("config.reload", "config.reload done: " + change.words());
                tellRejected();
                yield next;
            }
            case Setting.Rejected rejection -> {
                rejected = Optional.of(rejection.notice());
                afterwards.addFirst(rejection);
                tellRejected();
                yield hold(setting.begin());
            }
        };
    }

    private void tell(String action, String message) throws IOException {
        log.append(Event.of(action, Phase.DONE, Level.INFO, message));
        log.commit();
    }

    /// Makes what depends on the configuration.
    public interface Setting {

        /// Opens and takes every root of what is in force.
        Guarding begin() throws IOException;

        /// Reads the configuration again; what is in force stays until [#change].
        Reread reread() throws IOException;

        /// Puts what was accepted last in force, when nothing is guarded any more. If its roots
        /// cannot be had, what was in force before stays so, and [#begin] goes by that.
        Change change() throws IOException;

        /// What came of reading it again.
        sealed interface Reread permits Accepted, Rejected {}

        /// What came of putting it in force.
        sealed interface Change permits Changed, Rejected {}

        /// @param words what is different, for people
        /// @param roots canonical paths of those that will be guarded
        record Accepted(String words, Set<String> roots) implements Reread {}

        record Changed(Guarding guarding) implements Change {}

        /// @param reason one word for filters
        /// @param summary what is wrong, for the log
        /// @param words all that is wrong, for people
        /// @param notice in one line, that it was and what is in force instead
        record Rejected(String reason, String summary, String words, String notice)
                implements Reread, Change {}
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
