package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.action.QuarantineActs.Holding;
import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.metrics.Publication;
import dev.sessionwatchdog.metrics.WatchdogMetrics;
import dev.sessionwatchdog.notify.Notifier;
import dev.sessionwatchdog.nudge.Backlog;
import dev.sessionwatchdog.nudge.Nudge;
import dev.sessionwatchdog.store.forensic.ForensicReader;
import dev.sessionwatchdog.store.forensic.RawLine;
import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.sweep.Carried;
import dev.sessionwatchdog.sweep.RootGuard;
import dev.sessionwatchdog.sweep.SweepRecord;
import dev.sessionwatchdog.sweep.Telling;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The daemon's metrics and notifications, as configured. What is off is never made, and none of
/// its classes loaded.
final class Outlets implements Telling, Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Outlets.class);

    private final Workplace workplace;
    private final Backlog backlog;
    private final Moment started;
    private Optional<Numbers> numbers = Optional.empty();
    private Optional<Notifier> notifier = Optional.empty();
    private boolean listening;

    /// Counters that live as long as the process, and where they are shown.
    private record Numbers(WatchdogMetrics metrics, Publication publication) {}

    Outlets(Workplace workplace, Backlog backlog) {
        this.workplace = workplace;
        this.backlog = backlog;
        this.started = workplace.time().moment();
    }

    /// Goes by these settings from now on; to be called before anything is guarded by them.
    void configure(Config config) throws IOException {
        Config.Metrics metrics = config.metrics();
        boolean shown = metrics.textfile().isPresent() || metrics.listen().isPresent();
        if (shown && numbers.isEmpty()) {
            WatchdogMetrics made = new WatchdogMetrics(started.wall());
            numbers = Optional.of(new Numbers(made, new Publication(made)));
        }
        numbers.ifPresent(they -> {
            they.metrics.configured(
                    Version.current(), Workplace.mode(config), config.watch().fullSweep());
            they.publication.at(metrics.textfile(), metrics.listen());
            they.publication.changed();
        });
        configure(config.notification());
        if (!listening && (numbers.isPresent() || notifier.isPresent())) {
            listening = true;
            workplace.log().onLine(this::appended);
        }
    }

    private void configure(Config.Notification settings) throws IOException {
        if (notifier.isPresent() && !notifier.get().goesBy(settings)) {
            notifier.get().close();
            notifier = Optional.empty();
        }
        if (notifier.isEmpty() && !settings.exec().isEmpty()) {
            notifier =
                    Optional.of(
                            new Notifier(
                                    settings,
                                    System.getProperty("user.home", "/"),
                                    workplace.time(),
                                    workplace.log(),
                                    new ForensicReader(workplace.logDirectory()),
                                    () -> backlog.offer(new Nudge.Time())));
        }
    }

    /// Evidence comes first: whatever goes wrong here, the log goes on.
    private void appended(RawLine line) {
        try {
            numbers.ifPresent(they -> {
                they.metrics.appended(line);
                they.publication.changed();
            });
            notifier.ifPresent(it -> it.appended(line));
        } catch (RuntimeException failure) {
            LOG.error("an event could not be counted or told", failure);
        }
    }

    @Override
    public void swept(RootGuard guard, SweepRecord record) {
        numbers.ifPresent(they -> {
            Optional<Holding> holding;
            try {
                holding = Optional.of(guard.quarantine().holding());
            } catch (IOException outOfReach) {
                LOG.debug("what is in quarantine cannot be counted", outOfReach);
                holding = Optional.empty();
            }
            they.metrics.swept(
                    guard.root().path(), record, holding, workplace.time().moment().wall());
            they.publication.changed();
        });
    }

    @Override
    public List<Carried> standing(RootGuard guard) {
        if (notifier.isEmpty()) {
            // A reference to a method of it would load its class.
            return List.of();
        }
        String prefix = guard.root().path();
        return notifier.get().standing().stream()
                .filter(trouble -> (trouble.path() + "/").startsWith(prefix + "/"))
                .toList();
    }

    @Override
    public Duration turned(Duration next) throws IOException {
        Duration soonest = next;
        if (notifier.isPresent()) {
            soonest = sooner(soonest, notifier.get().turn());
        }
        if (numbers.isPresent()) {
            Moment now = workplace.time().moment();
            soonest = sooner(soonest, numbers.get().publication.refresh(now));
        }
        return soonest;
    }

    private static Duration sooner(Duration next, Optional<Duration> wanted) {
        return wanted.filter(it -> it.compareTo(next) < 0).orElse(next);
    }

    @Override
    public void close() throws IOException {
        if (notifier.isPresent()) {
            notifier.get().close();
        }
        numbers.ifPresent(they -> they.publication.close());
    }
}
