package dev.sessionwatchdog.notify;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.incident.LoggedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Events as the log has them, in virtual time, and what people are told because of them by a hook
/// that takes everything unless it is said to be broken.
final class Told {

    private static final Instant BEGAN = Instant.parse("2026-06-01T00:00:00Z");

    private Decisions decisions;
    private long now;
    private int sequence;
    private boolean broken;
    private final Config.Notification settings;
    final List<String> log = new ArrayList<>();
    final List<Notification> sent = new ArrayList<>();
    final List<Duration> at = new ArrayList<>();

    Told(int burst, Duration per, Config.Severity least) {
        settings = new Config.Notification(least, burst, per, List.of("/bin/true"));
        decisions = new Decisions(settings, 0);
    }

    static Told ordinary() {
        return new Told(5, Duration.ofMinutes(10), Config.Severity.WARN);
    }

    Duration now() {
        return Duration.ofNanos(now);
    }

    void broken(boolean is) {
        broken = is;
    }

    Told alert(String action, String incident) {
        return write(action, "observed", "warn", "alert", "r", incident);
    }

    Told over(String action, String incident) {
        return write(action, "observed", "info", "event", "over", incident);
    }

    Told write(
            String action,
            String phase,
            String level,
            String kind,
            String reason,
            String incident) {
        String correlation =
                incident.isEmpty() ? "" : ",\"correlation\":{\"incident\":\"" + incident + "\"}";
        return write(
                """
                {"@timestamp":"%s","message":"%s of %s","log":{"level":"%s"},"event":{"id":"e%d",\
                "sequence":%d,"kind":"%s","action":"%s","phase":"%s","reason":"%s"}%s}\
                """
                        .formatted(
                                BEGAN.plusNanos(now),
                                action,
                                incident,
                                level,
                                ++sequence,
                                sequence,
                                kind,
                                action,
                                phase,
                                reason,
                                correlation));
    }

    private Told write(String line) {
        log.add(line);
        decisions.take(event(line), now);
        send();
        return this;
    }

    private static LoggedEvent event(String line) {
        return LoggedEvent.parse(line).orElseThrow();
    }

    /// Lets time pass; the daemon asks whenever it was told to, and every five minutes.
    Told pass(Duration duration) {
        long end = now + duration.toNanos();
        while (true) {
            long wanted = decisions.untilNext(now).orElse(Long.MAX_VALUE / 2);
            long step = Math.max(1, Math.min(wanted, Duration.ofMinutes(5).toNanos()));
            if (now + step > end) {
                now = end;
                return this;
            }
            now += step;
            send();
        }
    }

    private void send() {
        for (Optional<Notification> next = decisions.next(now);
                next.isPresent();
                next = decisions.next(now)) {
            Notification one = next.get();
            at.add(now());
            if (broken) {
                decisions.failed(now);
                continue;
            }
            decisions.sent(now);
            sent.add(one);
            log.add(
                    """
                    {"@timestamp":"%s","message":"m","log":{"level":"info"},"event":{"id":"n","sequence":%d,\
                    "kind":"event","action":"notify.send","phase":"done"},"labels":{"kind":"%s",\
                    "about":"%s","trouble":"%s","held_back":"%d"}}\
                    """
                            .formatted(
                                    BEGAN.plusNanos(now),
                                    ++sequence,
                                    one.kind().word(),
                                    one.event().action(),
                                    one.trouble(),
                                    one.heldBack()));
        }
    }

    /// The daemon is killed and starts anew: all that it knows is in the log.
    Told restart() {
        decisions = new Decisions(settings, now);
        for (String line : log) {
            LoggedEvent event = event(line);
            decisions.recall(event, Duration.between(BEGAN, event.time()).toNanos());
        }
        decisions.recalled(now);
        send();
        return this;
    }

    /// `kind action trouble`, and how many it stands for.
    List<String> words() {
        return sent.stream()
                .map(one ->
                        one.kind().word()
                                + " "
                                + one.event().action()
                                + " "
                                + one.trouble()
                                + (one.heldBack() > 0 ? " +" + one.heldBack() : ""))
                .toList();
    }
}
