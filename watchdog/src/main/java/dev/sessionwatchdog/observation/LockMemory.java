package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.observation.LockHistory.Generation;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// What is remembered of every lock that stands, for as long as it is the same one.
public final class LockMemory {

    /// Locks that are watched at once; a burst of sub-agents makes dozens (scenario S22).
    public static final int MAX_LOCKS = 4_096;

    private final Attention attention;
    private final Map<Place, LockHistory> histories = new HashMap<>();

    /// Where a lock was put back, and which one, once it was looked at.
    private final Map<Place, Optional<Generation>> putBack = new HashMap<>();

    private long look;

    public LockMemory(Attention attention) {
        this.attention = attention;
    }

    /// Begins a look.
    public void beginLook() {
        look++;
    }

    /// Ends a look: what was not seen in it, of the locks that it looked for, is forgotten.
    public void endLook(Predicate<Place> lookedFor) {
        histories
                .entrySet()
                .removeIf(entry ->
                        entry.getValue().lastLook != look && lookedFor.test(entry.getKey()));
        putBack.keySet().retainAll(histories.keySet());
    }

    long lookNumber() {
        return look;
    }

    /// Notes that it stands there, now, as it is; several times in one look count once.
    LockHistory see(
            Place place, Facts facts, String sha256, Optional<Subject> subject, Instant now) {
        Generation generation = Generation.of(facts, sha256);
        LockHistory history = histories.get(place);
        if (history == null || !history.is(generation)) {
            history = new LockHistory(generation, facts, subject, attention, now);
            histories.put(place, history);
            notePutBack(place, generation);
        } else if (history.lastLook != look) {
            history.see(facts, subject, attention);
        }
        history.lastLook = look;
        return history;
    }

    /// The first lock that is seen at the place is the one that was put back; any later one is not.
    private void notePutBack(Place place, Generation generation) {
        putBack.computeIfPresent(
                place, (_, which) -> which.isEmpty() ? Optional.of(generation) : null);
    }

    /// The history of the lock that stands there, if it was seen.
    Optional<LockHistory> of(Place place) {
        return Optional.ofNullable(histories.get(place));
    }

    LockLook.Watched watched(LockHistory history, Place place) {
        return history.watched(attention, putBack.containsKey(place));
    }

    /// Notes that it was captured by mistake and put back: its holder may have let go meanwhile.
    public void wasPutBack(Place place) {
        if (histories.containsKey(place)) {
            putBack.put(place, Optional.empty());
        }
    }

    /// Notes that what was put back there is gone: healed, or released.
    public void isTakenAfterAll(Place place) {
        putBack.remove(place);
    }

    /// Says within which time the next look at this lock is meant to come.
    public void plan(Place place, Duration next) {
        of(place).ifPresent(history -> history.plan(next));
    }

    /// At how many looks, at least so far apart, this rule would have broken it.
    ///
    /// @param workCounts whether work on what it guards starts the count anew
    /// @return the count, and how long ago the last of them was
    public Agreement confirm(Place place, String rule, Duration gap, boolean workCounts) {
        return of(place)
                .map(history -> history.confirm(rule, gap, workCounts))
                .orElse(Agreement.NONE);
    }

    /// How many looks have come to this verdict so far; counts none.
    public Agreement agreed(Place place, String verdict) {
        return of(place).map(history -> history.confirmed(verdict)).orElse(Agreement.NONE);
    }

    /// Lets looks at this lock leave no trace: once this is closed, it is remembered as before.
    public Aside aside(Place place) {
        return new Aside(place, of(place).map(LockHistory::copy));
    }

    /// A look for somebody who asks, which counts for nothing.
    public final class Aside implements AutoCloseable {

        private final Place place;
        private final Optional<LockHistory> before;

        private Aside(Place place, Optional<LockHistory> before) {
            this.place = place;
            this.before = before;
        }

        @Override
        public void close() {
            before.ifPresentOrElse(
                    history -> histories.put(place, history), () -> histories.remove(place));
        }
    }
}
