package dev.sessionwatchdog.metrics;

import dev.sessionwatchdog.incident.LoggedEvent;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What is counted of the forensic events, each as it is appended.
final class EventMetrics {

    private static final Set<String> ABSTENTIONS = Set.of("keep", "wait", "refuse", "report");
    private static final List<String> INTERRUPTIONS =
            List.of("clock.gap", "clock.resume", "clock.step");
    private static final List<String> RESULTS = List.of("sent", "failed", "held_back");

    private final Counter events;
    private final Counter alerts;
    private final Counter reaped;
    private final Counter freed;
    private final Counter breaks;
    private final Counter ineffective;
    private final Counter abstentions;
    private final Counter overflows;
    private final Counter interruptions;
    private final Counter reloads;
    private final Counter notifications;
    private final Gauge openIntents;
    private final Gauge sequence;
    private final Gauge paused;
    private final Gauge logDiskFull;
    private final Gauge configurationAccepted;

    private final Set<String> open = new HashSet<>();
    private final Set<String> pausedRoots = new HashSet<>();

    EventMetrics(PrometheusRegistry registry) {
        Families families = new Families(registry);
        events =
                families.counter(
                        "events_total",
                        "Forensic events that were written.",
                        "action",
                        "phase",
                        "level");
        alerts = families.counter("alerts_total", "Events that a person should read.", "action");
        reaped =
                families.counter(
                        "temps_reaped_total", "Orphaned temps that were taken away.", "how");
        freed = families.counter("reclaimed_bytes_total", "Bytes that deleted temps freed.");
        breaks =
                families.counter(
                        "breaks_total", "Locks and leases that were broken.", "rule", "fenced");
        ineffective =
                families.counter("ineffective_breaks_total", "Breaks of locks that did not help.");
        abstentions =
                families.counter(
                        "abstentions_total",
                        "Changes of verdict by which something was left alone.",
                        "rule",
                        "reason");
        overflows =
                families.counter("watch_overflows_total", "Times that hints of changes were lost.");
        interruptions =
                families.counter(
                        "clock_interruptions_total",
                        "Gaps, sleeps and steps of the clock after which all is watched anew.",
                        "kind");
        reloads =
                families.counter("config_reloads_total", "Reloads of the configuration.", "result");
        notifications =
                families.counter(
                        "notifications_total",
                        "Notifications by the exec hook; held back are those that another one"
                                + " only counted.",
                        "result");
        openIntents =
                families.gauge(
                        "open_intents", "Acts that were announced and are not concluded yet.");
        sequence = families.gauge("log_sequence", "Sequence of the newest forensic event.");
        paused = families.gauge("paused", "1 while a person has paused the daemon.");
        logDiskFull =
                families.gauge(
                        "log_disk_full", "1 while the forensic log has only its reserve left.");
        configurationAccepted =
                families.gauge(
                        "config_accepted", "0 after a reload that was refused, until one is not.");
        begin();
    }

    /// Series that alert rules ask for are there from the start, so that their first increase is
    /// seen.
    private void begin() {
        Vocabulary.ACTIONS.forEach(alerts::initLabelValues);
        INTERRUPTIONS.forEach(kind -> interruptions.initLabelValues(word(kind)));
        RESULTS.forEach(notifications::initLabelValues);
        List.of("accepted", "refused").forEach(reloads::initLabelValues);
        List.of("deleted", "quarantined").forEach(reaped::initLabelValues);
        configurationAccepted.set(1);
    }

    private static String word(String action) {
        return action.substring(action.indexOf('.') + 1);
    }

    /// Pauses are told anew by what guards from now on.
    void guardsBegin() {
        pausedRoots.clear();
        paused.set(0);
    }

    void record(LoggedEvent event) {
        String action = Vocabulary.of(Vocabulary.ACTIONS, event.action());
        events.labelValues(
                        action,
                        Vocabulary.of(Vocabulary.PHASES, event.phase()),
                        Vocabulary.of(Vocabulary.LEVELS, event.level()))
                .inc();
        if (event.text("event", "kind").filter("alert"::equals).isPresent()) {
            alerts.labelValues(action).inc();
        }
        sequence.set((double) event.sequence());
        countIntents(event);
        countAbstentions(event);
        switch (action) {
            case "tmp.reap" -> countReaped(event);
            case "lock.break", "lease.break" -> countBreaks(event);
            case "break.ineffective" -> ineffective.inc();
            case "watch.overflow" -> overflows.inc();
            case "clock.gap", "clock.resume", "clock.step" ->
                    interruptions.labelValues(word(action)).inc();
            case "config.reload" -> countReload(event.phase().equals("done"));
            case "daemon.pause", "daemon.resume" -> notePause(event);
            case "events.reserve" -> logDiskFull.set(reason(event).equals("enospc") ? 1 : 0);
            case "notify.send" -> countNotification(event);
            default -> {}
        }
    }

    private static String reason(LoggedEvent event) {
        return event.text("event", "reason").orElse("");
    }

    private void countIntents(LoggedEvent event) {
        if (event.phase().equals("intent")) {
            open.add(event.id());
        } else if (!event.phase().equals("observed")) {
            event.intent().ifPresent(open::remove);
        }
        openIntents.set(open.size());
    }

    private void countAbstentions(LoggedEvent event) {
        if (event.text("rule", "verdict").filter(ABSTENTIONS::contains).isPresent()) {
            abstentions.labelValues(rule(event), Vocabulary.reason(reason(event))).inc();
        }
    }

    private static String rule(LoggedEvent event) {
        return Vocabulary.of(Vocabulary.RULES, event.text("rule", "id").orElse(""));
    }

    private void countReaped(LoggedEvent event) {
        if (event.phase().equals("done")) {
            boolean moved = event.undo().isPresent();
            reaped.labelValues(moved ? "quarantined" : "deleted").inc();
            freed.inc(event.json().path("bytes_reclaimed").asLong(0));
        }
    }

    private void countBreaks(LoggedEvent event) {
        if (event.phase().equals("done")) {
            boolean fenced = event.json().path("fenced").asBoolean(false);
            breaks.labelValues(rule(event), Boolean.toString(fenced)).inc();
        }
    }

    private void countReload(boolean accepted) {
        reloads.labelValues(accepted ? "accepted" : "refused").inc();
        configurationAccepted.set(accepted ? 1 : 0);
    }

    private void notePause(LoggedEvent event) {
        String root = event.text("file", "root").orElse("");
        boolean begins = event.action().equals("daemon.pause");
        boolean _ = begins ? pausedRoots.add(root) : pausedRoots.remove(root);
        paused.set(pausedRoots.isEmpty() ? 0 : 1);
    }

    private void countNotification(LoggedEvent event) {
        notifications.labelValues(event.phase().equals("done") ? "sent" : "failed").inc();
        notifications
                .labelValues("held_back")
                .inc(event.text("labels", "held_back").map(EventMetrics::count).orElse(0L));
    }

    private static long count(String digits) {
        return digits.matches("[0-9]{1,9}") ? Long.parseLong(digits) : 0;
    }
}
