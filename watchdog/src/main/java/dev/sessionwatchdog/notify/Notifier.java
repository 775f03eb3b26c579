package dev.sessionwatchdog.notify;

import dev.sessionwatchdog.action.Event;
import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.incident.LoggedEvent;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.forensic.ForensicReader;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.forensic.RawLine;
import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.store.time.Time;
import dev.sessionwatchdog.sweep.Carried;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Tells people of alerts by the program of `notify.exec`, whatever becomes of the gateway.
///
/// What was told stands in the forensic log (`notify.send`), and from there a daemon that begins
/// anew knows it. Used by the sweeping thread, which never waits for the program.
public final class Notifier {

    public static final String ACTION = "notify.send";

    /// A run that is under way when the daemon stops.
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(2);

    private final Time time;
    private final ForensicLog log;
    private final Decisions decisions;
    private final Hook hook;
    private final Config.Notification settings;
    private Optional<Notification> underWay = Optional.empty();

    /// @param home of our user
    /// @param past the log, to know what was told before
    /// @param whenDone called by another thread when [#turn] has something to do
    public Notifier(
            Config.Notification settings,
            String home,
            Time time,
            ForensicLog log,
            ForensicReader past,
            Runnable whenDone)
            throws IOException {
        this.settings = settings;
        this.time = time;
        this.log = log;
        this.hook = new Hook(settings.exec(), home, whenDone);
        Moment now = time.moment();
        this.decisions = new Decisions(settings, now.monotonicNanos());
        new Past(past).recall(decisions, now);
    }

    /// Whether these are the settings that it goes by.
    public boolean goesBy(Config.Notification others) {
        return settings.equals(others);
    }

    /// Troubles of the log that stand.
    public List<Carried> standing() {
        return carried(decisions);
    }

    static List<Carried> carried(Decisions decisions) {
        return decisions.standing().stream()
                .filter(event -> event.text("correlation", "incident").isPresent())
                .map(event ->
                        new Carried(
                                event.action(),
                                event.text("correlation", "incident").orElse(""),
                                event.text("file", "path").orElse("")))
                .toList();
    }

    /// Takes up one event of the log.
    public void appended(RawLine line) {
        LoggedEvent.parse(line)
                .ifPresent(event -> decisions.take(event, time.moment().monotonicNanos()));
    }

    /// Notes what became of the last notification, and sends the next if there is one.
    ///
    /// @return in which time it wants to be asked again, if at all
    /// @throws IOException if the forensic log cannot be written
    public Optional<Duration> turn() throws IOException {
        Optional<Hook.Outcome> outcome = hook.take();
        if (outcome.isPresent()) {
            conclude(outcome.get());
        }
        long now = time.moment().monotonicNanos();
        Optional<Notification> next = decisions.next(now);
        next.ifPresent(hook::start);
        underWay = underWay.or(() -> next);
        return decisions.untilNext(now).map(Duration::ofNanos);
    }

    private void conclude(Hook.Outcome outcome) throws IOException {
        Notification sent = underWay.orElseThrow();
        underWay = Optional.empty();
        long now = time.moment().monotonicNanos();
        if (outcome.why().isEmpty()) {
            decisions.sent(now);
            log.append(done(sent));
            log.commit();
        } else if (decisions.failed(now) == 1) {
            log.append(failed(sent, outcome.why().get()));
            log.commit();
        }
    }

    static Event done(Notification sent) {
        return event(
                sent,
                Phase.DONE,
                Level.INFO,
                "notify.send done: " + sent.kind().word() + " of " + sent.event().action());
    }

    /// Said once until one goes well: the next try is later each time.
    private static Event failed(Notification sent, String why) {
        return event(
                        sent,
                        Phase.FAILED,
                        Level.ERROR,
                        "notify.send failed: "
                                + sent.kind().word()
                                + " of "
                                + sent.event().action()
                                + ": "
                                + why
                                + "; it is tried again, from one minute to one hour apart")
                .because(why);
    }

    private static Event event(Notification sent, Phase phase, Level level, String message) {
        Event event =
                Event.of(ACTION, phase, level, message)
                        .label("kind", sent.kind().word())
                        .label("about", sent.event().action())
                        .label("event", sent.event().id())
                        .label("trouble", Printable.of(sent.trouble()))
                        .label("held_back", phase == Phase.DONE ? "" + sent.heldBack() : "0")
                        .label("repeated", "" + sent.repeated());
        sent.event().text("correlation", "incident").ifPresent(event::inIncident);
        return event;
    }

    /// What is under way may end, and what became of it is written; nothing more is sent.
    public void close() throws IOException {
        hook.stop(LAST_PATIENCE);
        Optional<Hook.Outcome> outcome = hook.take();
        if (outcome.isPresent() && underWay.isPresent()) {
            conclude(outcome.get());
        }
    }
}
