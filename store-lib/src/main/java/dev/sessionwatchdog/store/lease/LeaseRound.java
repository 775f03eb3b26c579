package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.time.Moment;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Goes over every lease of a store from time to time, in steps, each of which goes on behind the
/// last: what is held is found also when the record of its owner was lost. However many there are,
/// a step remembers no more than its own.
final class LeaseRound {

    /// Records are lost by accidents only, and who waits for a lease needs nobody to find it.
    static final Duration EVERY = Duration.ofHours(1);

    /// About a thousand directories are opened and listed in some ten milliseconds.
    static final int STEP = 1_024;

    static final Duration BETWEEN_STEPS = Duration.ofSeconds(1);

    private Optional<Moment> ended = Optional.empty();
    private Optional<Name> last = Optional.empty();
    private boolean underWay;
    private long dueAt;

    /// Begins a round if it is time for one.
    void begin(Moment now) {
        if (!underWay && ended.filter(last -> now.since(last).compareTo(EVERY) < 0).isEmpty()) {
            underWay = true;
            last = Optional.empty();
            dueAt = now.monotonicNanos();
        }
    }

    /// How long until the next step; empty when there is none.
    Optional<Duration> next(Moment now) {
        return underWay
                ? Optional.of(Duration.ofNanos(Math.max(0, dueAt - now.monotonicNanos())))
                : Optional.empty();
    }

    boolean isDue(Moment now) {
        return next(now).filter(Duration::isZero).isPresent();
    }

    /// The next leases to be looked at, if it is time for that.
    ///
    /// @param room no more than so many; the next step goes on with the others
    List<Name> step(LeaseObserver observer, int room, Moment now) throws IOException {
        if (!isDue(now)) {
            return List.of();
        }
        dueAt = now.monotonicNanos() + BETWEEN_STEPS.toNanos();
        int most = Math.min(room, STEP);
        if (most < 1) {
            return List.of();
        }
        List<Name> found = observer.leasesAfter(last, most);
        if (found.size() < most) {
            end(now);
        } else {
            last = Optional.of(found.getLast());
        }
        return found;
    }

    private void end(Moment now) {
        underWay = false;
        ended = Optional.of(now);
    }

    /// There are no leases now; when there are, it begins anew.
    void abandon() {
        underWay = false;
        ended = Optional.empty();
    }
}
