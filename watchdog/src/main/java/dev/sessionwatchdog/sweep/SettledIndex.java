package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.observation.CloseObserver;
import dev.sessionwatchdog.observation.Health;
import dev.sessionwatchdog.observation.IndexSeen;
import dev.sessionwatchdog.observation.StoreObservation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/// Whether an index wants no other look for its own sake (decision record 0018).
///
/// What is being written may look like anything, so damage counts only in an index that was watched
/// for a while (`protocols.md` 3.2). To have found it whole takes no watching. So one that nobody
/// has written to for as long, by the stamps of the kernel, and that begins and ends as a whole one
/// does is done with at the first look; every other one is watched as ever.
final class SettledIndex {

    private final CloseObserver closely;

    SettledIndex(CloseObserver closely) {
        this.closely = closely;
    }

    /// @param gap how long an index has to stand still before its ends tell of damage
    /// @param now from before it was seen
    boolean isSettled(StoreObservation seen, Duration gap, Instant now) {
        if (seen.index().isEmpty()) {
            return true;
        }
        IndexSeen index = seen.index().get();
        return index.sighting().watched().compareTo(gap) >= 0
                || (seen.era() == Era.SINGLE_FILE
                        && isOlder(index, gap, now)
                        && isWhole(seen, index));
    }

    /// A stamp that lies ahead is one of a clock that was set since, and tells no age.
    private static boolean isOlder(IndexSeen index, Duration gap, Instant now) {
        Instant before = now.minus(gap);
        return index.facts().ctime().isBefore(before) && index.facts().mtime().isBefore(before);
    }

    private boolean isWhole(StoreObservation seen, IndexSeen index) {
        try {
            return closely.ends(seen.store()) instanceof Health.Good good
                    && good.facts().identity().equals(index.facts().identity());
        } catch (IOException unread) {
            return false;
        }
    }
}
