package dev.sessionwatchdog.store.lease;

import java.time.Duration;

/// How an owner promises to behave; written into its record, where observers read it.
///
/// @param ttl for how long one beat is good
/// @param beat how often the owner beats
/// @param renewDeadline so long after its last beat the owner starts nothing new
/// @param maxHold for how long there may be beats without progress
public record LeaseTerms(Duration ttl, Duration beat, Duration renewDeadline, Duration maxHold) {

    /// `protocols.md` 2.
    public static final LeaseTerms DEFAULT =
            new LeaseTerms(
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(5));

    public LeaseTerms {
        if (beat.toMillis() < 1
                || beat.multipliedBy(2).compareTo(renewDeadline) > 0
                || renewDeadline.compareTo(ttl) >= 0
                || ttl.compareTo(maxHold) > 0) {
            throw new IllegalArgumentException(
                    "must be: 1 ms <= beat, 2 beats <= renewDeadline < ttl <= maxHold, but are "
                            + ttl
                            + ", "
                            + beat
                            + ", "
                            + renewDeadline
                            + ", "
                            + maxHold);
        }
    }
}
