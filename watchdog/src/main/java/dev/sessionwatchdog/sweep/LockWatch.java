package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.observation.LockName;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// When which lock wants to be looked at again. A lock that has gone is looked for a while longer:
/// what happens to its transcript without it is of interest.
final class LockWatch {

    private static final Duration AFTER_IT_WENT = Duration.ofMinutes(10);
    private static final Duration BETWEEN_LOOKS_AFTER = Duration.ofSeconds(30);

    /// Sessions whose lock has gone; the ones that went longest ago are forgotten first.
    private static final int MOST_GONE = 256;

    private final Map<Place, Entry> entries = new LinkedHashMap<>();

    /// Notes that it stands there, and when it wants to be looked at again.
    void stands(Place store, Era era, LockName lock, Moment now, Duration again) {
        entries.put(
                store.child(lock.name()), new Entry(store, era, lock, now, due(now, again), true));
    }

    /// Notes that it does not stand there.
    void isGone(Place store, LockName lock, Moment now) {
        Place place = store.child(lock.name());
        Entry entry = entries.get(place);
        if (entry == null) {
            return;
        }
        if (now.since(entry.seen).compareTo(AFTER_IT_WENT) >= 0) {
            entries.remove(place);
        } else {
            entries.put(place, entry.gone(due(now, BETWEEN_LOOKS_AFTER)));
            boundGone();
        }
    }

    private void boundGone() {
        List<Map.Entry<Place, Entry>> gone =
                entries.entrySet().stream().filter(entry -> !entry.getValue().stands).toList();
        if (gone.size() > MOST_GONE) {
            gone.stream()
                    .min((a, b) ->
                            Long.compare(
                                    a.getValue().seen.monotonicNanos(),
                                    b.getValue().seen.monotonicNanos()))
                    .ifPresent(oldest -> entries.remove(oldest.getKey()));
        }
    }

    private static long due(Moment now, Duration again) {
        return now.monotonicNanos() + again.toNanos();
    }

    /// Those that are known in a store, standing or gone.
    List<LockName> knownIn(Place store) {
        List<LockName> known = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.store.equals(store)) {
                known.add(entry.lock);
            }
        }
        return known;
    }

    /// Those that want to be looked at now.
    List<Due> due(Moment now) {
        return entries.values().stream()
                .filter(entry -> entry.due <= now.monotonicNanos())
                .map(entry -> new Due(entry.store, entry.era, entry.lock))
                .toList();
    }

    /// When the next one does; empty when none is known.
    Optional<Duration> next(Moment now) {
        return entries.values().stream()
                .map(entry -> Duration.ofNanos(Math.max(0, entry.due - now.monotonicNanos())))
                .min(Duration::compareTo);
    }

    /// When this one does; empty when it is not known.
    Optional<Duration> next(Place lock, Moment now) {
        return Optional.ofNullable(entries.get(lock))
                .map(entry -> Duration.ofNanos(Math.max(0, entry.due - now.monotonicNanos())));
    }

    /// A lock to look at.
    record Due(Place store, Era era, LockName lock) {}

    private record Entry(
            Place store, Era era, LockName lock, Moment seen, long due, boolean stands) {

        Entry gone(long again) {
            return new Entry(store, era, lock, seen, again, false);
        }
    }
}
