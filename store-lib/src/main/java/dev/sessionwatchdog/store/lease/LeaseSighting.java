package dev.sessionwatchdog.store.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A held lease as it was seen at one moment. Times of files are only ever compared with what they
/// were before (`protocols.md` 3.4).
///
/// @param beat time of `<owner>.beat`; empty if it was not there
/// @param progress time of `<owner>.progress`; empty if it was not there
/// @param declaredHold the longest silence that the owner declared by a file
/// @param record empty if it cannot be read; the longest term counts then
/// @param ownerGone whether it is proven that the owner's process runs no more
public record LeaseSighting(
        Token.Held token,
        Optional<Instant> beat,
        Optional<Instant> progress,
        Optional<Duration> declaredHold,
        Optional<OwnerRecord> record,
        boolean ownerGone) {

    Duration ttl(LapsePolicy policy) {
        return record.map(it -> it.terms().ttl()).orElse(policy.longestTerm());
    }

    /// For how long there may be no progress.
    Duration hold(LapsePolicy policy) {
        Duration written = record.map(it -> it.terms().maxHold()).orElse(policy.longestHold());
        Duration declared = declaredHold.filter(it -> it.compareTo(written) > 0).orElse(written);
        return policy.holdLimit(declared);
    }

    /// How often an observer has to look: twice a beat, and never faster than half of its own
    /// cycle. No cycle counts as longer than the term: one in which the observer was stopped would
    /// otherwise excuse the next pause.
    Duration sample(LapsePolicy policy, Duration lastCycle) {
        Duration beat = record.map(it -> it.terms().beat()).orElse(policy.longestTerm());
        Duration least = policy.longestTerm().dividedBy(10);
        Duration half = (beat.compareTo(least) > 0 ? least : beat).dividedBy(2);
        Duration term = policy.term(ttl(policy));
        Duration cycles = lastCycle.multipliedBy(2);
        if (cycles.compareTo(term) > 0) {
            cycles = term;
        }
        return half.compareTo(cycles) > 0 ? half : cycles;
    }

    /// Whether the owner gave no sign of life between an earlier sighting and this one. A file that
    /// is not there is no sign of anything.
    boolean silentSince(LeaseSighting earlier) {
        return token.equals(earlier.token) && same(earlier.beat, beat) && !progressedSince(earlier);
    }

    boolean progressedSince(LeaseSighting earlier) {
        return !same(earlier.progress, progress);
    }

    private static boolean same(Optional<Instant> earlier, Optional<Instant> now) {
        return now.isEmpty() || now.equals(earlier);
    }

    /// With the times that an earlier sighting had, where this one has none.
    LeaseSighting after(LeaseSighting earlier) {
        return new LeaseSighting(
                token,
                beat.or(earlier::beat),
                progress.or(earlier::progress),
                declaredHold,
                record,
                ownerGone);
    }
}
