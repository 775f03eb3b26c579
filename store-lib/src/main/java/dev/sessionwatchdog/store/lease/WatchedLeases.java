package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.time.Moment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What one process has watched of leases that others hold, over all attempts to claim them: an
/// attempt that ends takes no credit along, and one that begins goes on where the last one looked.
///
/// The rule of observation is [LapseWatch]'s: what nobody looked at for longer than a gap begins
/// anew. May be used by several threads.
final class WatchedLeases {

    /// So many are remembered; whoever comes back to a forgotten one watches it from the beginning.
    static final int MOST = 1_024;

    private final LapsePolicy policy;
    private final Map<Name, Watched> watched = new LinkedHashMap<>(16, 0.75f, true);

    WatchedLeases(LapsePolicy policy) {
        this.policy = policy;
    }

    /// One look at a held lease.
    ///
    /// @param sample how often it has to be looked at
    /// @param standing empty if it was looked at shortly before, which adds nothing
    record Look(Duration sample, Optional<Standing> standing) {}

    /// @param begun directly before the lease was looked at
    /// @param seen directly after
    synchronized Look look(Name lease, LeaseSighting sighting, Moment begun, Moment seen) {
        Watched known = watched.computeIfAbsent(lease, _ -> new Watched(new LapseWatch(policy)));
        if (watched.size() > MOST) {
            watched.remove(watched.keySet().iterator().next());
        }
        Duration sample = sighting.sample(policy, known.lastCycle);
        boolean due =
                known.sampled.filter(last -> seen.since(last).compareTo(sample) < 0).isEmpty();
        if (!due) {
            return new Look(sample, Optional.empty());
        }
        known.sampled = Optional.of(seen);
        known.lastCycle = seen.since(begun);
        return new Look(sample, Optional.of(known.watch.look(sighting, seen, sample)));
    }

    /// Nobody holds it any more.
    synchronized void forget(Name lease) {
        watched.remove(lease);
    }

    private static final class Watched {

        private final LapseWatch watch;
        private Optional<Moment> sampled = Optional.empty();
        private Duration lastCycle = Duration.ZERO;

        private Watched(LapseWatch watch) {
            this.watch = watch;
        }
    }
}
