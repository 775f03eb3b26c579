package dev.sessionwatchdog.notify;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.incident.LoggedEvent;
import dev.sessionwatchdog.notify.Notification.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whom to tell what, and when: one alert for each trouble, a reminder while it stands, and one
/// word when it is over; never more than the rate allows, and nothing is dropped without being
/// counted in a later one. It knows no clock and no process: it is told the time, by a monotonic
/// clock in nanoseconds, and what became of each notification.
final class Decisions {

    /// Between two notifications of one trouble.
    static final Duration COOLDOWN = Duration.ofHours(4);

    private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
    private static final Duration LONGEST_RETRY = Duration.ofHours(1);

    private static final int MOST_TROUBLES = 1_024;
    private static final int MOST_WAITING = 256;

    private final Config.Severity least;
    private final TokenBucket bucket;
    private final Map<String, Known> troubles = new LinkedHashMap<>();
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    private Optional<Notification> underWay = Optional.empty();
    private int uncounted;
    private int failures;
    private long retryAt;

    /// @param since when it was first to be told
    /// @param limited whether it has waited for the rate
    private record Waiting(Kind kind, LoggedEvent event, long since, boolean limited) {

        Waiting held() {
            return new Waiting(kind, event, since, true);
        }
    }

    /// Whoever knows already can wait; else the worst goes first.
    private static final Comparator<Waiting> URGENCY =
            Comparator.comparing((Waiting each) -> each.kind != Kind.REMINDER)
                    .thenComparing(each -> Bearing.severity(each.event));

    Decisions(Config.Notification settings, long now) {
        this.least = settings.minSeverity();
        this.bucket = new TokenBucket(settings.burst(), settings.per(), now);
        this.retryAt = now;
    }

    /// Takes up one event of the log, as it is written.
    void take(LoggedEvent event, long now) {
        Bearing bearing = Bearing.of(event, least);
        switch (bearing.meaning()) {
            case NONE -> {}
            case STANDS -> alert(bearing.trouble(), event, true, now);
            case HAPPENED -> alert(bearing.trouble(), event, false, now);
            case OVER -> over(bearing.trouble(), event, now);
        }
    }

    private void alert(String trouble, LoggedEvent event, boolean lasting, long now) {
        Known known = troubles.computeIfAbsent(trouble, _ -> new Known(event));
        known.saw(event, lasting);
        boundTroubles(now);
        Waiting before = waiting.get(trouble);
        boolean goingOut = isUnderWay(trouble, event.action());
        boolean news = !known.wasToldOf(event.action()) && !goingOut;
        boolean quiet = !known.believed() && !goingOut && known.isQuietFor(COOLDOWN.toNanos(), now);
        if (before != null) {
            // Whoever is not told yet that it was over, believes what is true again.
            if (before.kind == Kind.RESOLVE && !news) {
                waiting.remove(trouble);
            } else {
                Kind kind = before.kind == Kind.RESOLVE ? Kind.ALERT : before.kind;
                waiting.put(
                        trouble,
                        new Waiting(kind, worse(before, event), before.since, before.limited));
            }
            known.repeats();
        } else if (news || quiet || again(known, lasting, now)) {
            enqueue(trouble, Kind.ALERT, event, now);
        } else {
            known.repeats();
        }
    }

    /// What happens once and again is told again after the cooldown.
    private static boolean again(Known known, boolean lasting, long now) {
        return !lasting && known.isQuietFor(COOLDOWN.toNanos(), now);
    }

    private static LoggedEvent worse(Waiting before, LoggedEvent event) {
        boolean milder =
                before.kind != Kind.RESOLVE
                        && Bearing.severity(event).compareTo(Bearing.severity(before.event)) < 0;
        return milder ? before.event : event;
    }

    private boolean isUnderWay(String trouble, String action) {
        return underWay.filter(sent -> sent.trouble().equals(trouble))
                .filter(sent -> sent.kind() != Kind.RESOLVE)
                .filter(sent -> sent.event().action().equals(action))
                .isPresent();
    }

    private void over(String trouble, LoggedEvent event, long now) {
        Known known = troubles.get(trouble);
        if (known == null) {
            return;
        }
        known.isOver();
        Waiting before = waiting.remove(trouble);
        boolean goingOut =
                underWay.filter(sent -> sent.trouble().equals(trouble))
                        .filter(sent -> sent.kind() != Kind.RESOLVE)
                        .isPresent();
        if (known.believed() || goingOut) {
            enqueue(trouble, Kind.RESOLVE, event, now);
        } else if (before != null) {
            uncounted++;
        }
    }

    private void enqueue(String trouble, Kind kind, LoggedEvent event, long now) {
        if (waiting.size() < MOST_WAITING) {
            waiting.put(trouble, new Waiting(kind, event, now, false));
        } else {
            uncounted++;
        }
    }

    /// What is to be sent now, if anything; it is under way until [#sent] or [#failed] is called.
    Optional<Notification> next(long now) {
        remind(now);
        if (underWay.isPresent() || waiting.isEmpty() || now - retryAt < 0) {
            return Optional.empty();
        }
        if (!bucket.take(now)) {
            waiting.replaceAll((_, each) -> each.held());
            return Optional.empty();
        }
        Map.Entry<String, Waiting> first =
                waiting.entrySet().stream().max(Map.Entry.comparingByValue(URGENCY)).orElseThrow();
        String trouble = first.getKey();
        Waiting chosen = first.getValue();
        waiting.remove(trouble);
        int heldBack = uncounted + (chosen.limited ? countOthers(now) : 0);
        uncounted = 0;
        int repeated = Optional.ofNullable(troubles.get(trouble)).map(Known::repeated).orElse(0);
        underWay =
                Optional.of(
                        new Notification(chosen.kind, trouble, chosen.event, heldBack, repeated));
        return underWay;
    }

    private void remind(long now) {
        for (Map.Entry<String, Known> entry : troubles.entrySet()) {
            Known known = entry.getValue();
            boolean busy =
                    waiting.containsKey(entry.getKey())
                            || underWay.filter(sent -> sent.trouble().equals(entry.getKey()))
                                    .isPresent();
            if (known.stands() && !busy && known.isQuietFor(COOLDOWN.toNanos(), now)) {
                enqueue(
                        entry.getKey(),
                        known.believed() ? Kind.REMINDER : Kind.ALERT,
                        known.latest(),
                        now);
            }
        }
    }

    /// Those that have waited for the rate as long as the one that goes now stand behind it as a
    /// number, so that a storm ends. What people believe and is over is still told to them.
    private int countOthers(long now) {
        List<String> counted = new ArrayList<>();
        waiting.forEach((trouble, each) -> {
            if (each.limited && each.kind != Kind.RESOLVE) {
                counted.add(trouble);
            }
        });
        for (String trouble : counted) {
            waiting.remove(trouble);
            Optional.ofNullable(troubles.get(trouble)).ifPresent(known -> known.counted(now));
        }
        return counted.size();
    }

    /// What was under way has reached the hook, which took it.
    void sent(long now) {
        Notification told = underWay.orElseThrow();
        underWay = Optional.empty();
        failures = 0;
        Optional.ofNullable(troubles.get(told.trouble()))
                .ifPresent(known -> known.told(told.kind(), told.event().action(), now));
    }

    /// The hook did not take it: it is tried again, later each time.
    ///
    /// @return how often in a row it failed
    int failed(long now) {
        Notification lost = underWay.orElseThrow();
        underWay = Optional.empty();
        uncounted += lost.heldBack();
        Waiting newer =
                waiting.putIfAbsent(
                        lost.trouble(), new Waiting(lost.kind(), lost.event(), now, false));
        Known known = troubles.get(lost.trouble());
        if (newer != null && newer.kind == Kind.RESOLVE && known != null && !known.believed()) {
            // Nobody was told of it, and it is over.
            waiting.remove(lost.trouble());
            uncounted++;
        }
        Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(failures, 10));
        retryAt = now + (wait.compareTo(LONGEST_RETRY) < 0 ? wait : LONGEST_RETRY).toNanos();
        failures++;
        return failures;
    }

    /// In how many nanoseconds there may be something to send; empty when nothing stands or waits.
    Optional<Long> untilNext(long now) {
        if (underWay.isPresent()) {
            return Optional.empty();
        }
        if (!waiting.isEmpty()) {
            return Optional.of(Math.max(Math.max(0, retryAt - now), bucket.untilNext(now)));
        }
        return troubles.values().stream()
                .filter(Known::stands)
                .map(known -> known.nanosUntil(COOLDOWN.toNanos(), now))
                .min(Long::compareTo);
    }

    /// Takes up an event that was written before this watchdog began.
    ///
    /// @param at when, by the clock of [#take]
    void recall(LoggedEvent event, long at) {
        if (event.action().equals("notify.send")) {
            if (event.phase().equals("done")) {
                recallTold(event, at);
            }
        } else {
            take(event, at);
        }
    }

    private void recallTold(LoggedEvent event, long at) {
        String trouble = event.text("labels", "trouble").orElse("");
        String word = event.text("labels", "kind").orElse("");
        String about = event.text("labels", "about").orElse("");
        Optional.ofNullable(troubles.get(trouble))
                .ifPresent(known -> {
                    for (Kind kind : Kind.values()) {
                        if (kind.word().equals(word)) {
                            known.told(kind, about, at);
                        }
                    }
                });
        Waiting owed = waiting.get(trouble);
        boolean over = word.equals(Kind.RESOLVE.word());
        if (owed != null && (owed.kind == Kind.RESOLVE) == over) {
            waiting.remove(trouble);
        }
        if (!event.text("labels", "held_back").orElse("0").equals("0")) {
            waiting.replaceAll((_, each) -> each.held());
            countOthers(at);
        }
    }

    /// Ends the recalling: what was too long ago to be news is not told any more.
    void recalled(long now) {
        waiting.entrySet()
                .removeIf(entry -> {
                    Known known = troubles.get(entry.getKey());
                    return known == null || !isStillNews(entry.getValue(), known, now);
                });
    }

    private static boolean isStillNews(Waiting waiting, Known known, long now) {
        return waiting.kind == Kind.RESOLVE
                || known.stands()
                || now - waiting.since < COOLDOWN.toNanos();
    }

    /// Troubles that stand.
    List<LoggedEvent> standing() {
        return troubles.values().stream().filter(Known::stands).map(Known::latest).toList();
    }

    private void boundTroubles(long now) {
        if (troubles.size() > MOST_TROUBLES) {
            String oldest =
                    troubles.entrySet().stream()
                            .filter(entry -> !entry.getValue().stands())
                            .filter(entry -> entry.getValue().isQuietFor(0, now))
                            .map(Map.Entry::getKey)
                            .findFirst()
                            .orElseGet(() -> troubles.keySet().iterator().next());
            troubles.remove(oldest);
        }
    }
}
