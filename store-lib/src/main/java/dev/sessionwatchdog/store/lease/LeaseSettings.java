package dev.sessionwatchdog.store.lease;

import java.time.Duration;

/// How this process takes and judges leases.
///
/// @param terms what it promises as an owner
/// @param policy how it judges other owners
/// @param patience for how long it waits for a lease that another one holds; with the default terms
///   a silent owner's lease is free within 26 s
public record LeaseSettings(LeaseTerms terms, LapsePolicy policy, Duration patience) {

    public static final LeaseSettings DEFAULT =
            new LeaseSettings(LeaseTerms.DEFAULT, LapsePolicy.DEFAULT, Duration.ofSeconds(30));

    public LeaseSettings {
        if (patience.isNegative()) {
            throw new IllegalArgumentException("patience is negative: " + patience);
        }
        if (terms.ttl().compareTo(policy.longestTerm()) > 0) {
            throw new IllegalArgumentException(
                    "no observer grants a term of "
                            + terms.ttl()
                            + ", but "
                            + policy.longestTerm());
        }
    }
}
