package dev.sessionwatchdog.store.lease;

import java.time.Duration;

/// When an observer takes a lease as lapsed (`protocols.md` 3).
///
/// @param rho how much faster our clock may run than the owner's, less one
/// @param leastSamples how often at least the value was seen unchanged
/// @param longestTerm no owner's term counts as longer; that of an owner whose record cannot be
///   read counts as this
/// @param longestHold no silence counts as longer, whatever an owner declares
public record LapsePolicy(
        double rho, int leastSamples, Duration longestTerm, Duration longestHold) {

    public static final LapsePolicy DEFAULT =
            new LapsePolicy(0.5, 5, Duration.ofMinutes(1), Duration.ofHours(1));

    public LapsePolicy {
        if (rho < 0
                || rho > 10
                || leastSamples < 2
                || !longestTerm.isPositive()
                || !longestHold.isPositive()) {
            throw new IllegalArgumentException("no policy: " + rho + ", " + leastSamples);
        }
    }

    /// For how long a beat is good, whatever its owner promises.
    Duration term(Duration ttl) {
        return least(ttl, longestTerm);
    }

    /// So much silence is a lapse.
    Duration limit(Duration ttl) {
        return Duration.ofNanos((long) (term(ttl).toNanos() * (1 + rho)));
    }

    /// So much time without progress is a stall.
    Duration holdLimit(Duration declared) {
        return least(declared, longestHold);
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
