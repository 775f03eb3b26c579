package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How long we have really been watching, without a gap.
///
/// Only time in which we looked as often as we meant to counts (`protocols.md` 3.2): a stopped or
/// frozen watchdog, a sleeping machine and a stepped clock earn nothing, and start every sighting
/// anew. After a boot, a resume or a clock step the clocks and the gateway are given time to settle
/// (`protocols.md` 6.3).
public final class Attention {

    /// What `protocols.md` 6.3 asks for after a boot, a resume or a clock step.
    public static final Duration SETTLING = Duration.ofMinutes(10);

    /// `/proc/uptime` has a resolution of 10 ms and is read a little later than the other clock.
    private static final Duration SLEEP_NOTICED = Duration.ofSeconds(1);

    /// Slewing by NTP moves at most 0.5 ms a second; between two looks that stays far below this.
    private static final Duration STEP_NOTICED = Duration.ofSeconds(2);

    /// Longer than anything waits after a disturbance.
    private static final Duration DISTURBED_NEVER = Duration.ofDays(-365);

    /// Looks that are meant to be closer than this come late for ordinary reasons.
    private static final Duration SHORTEST_PROMISE = Duration.ofSeconds(5);

    private final Duration settling;
    private Moment last;
    private Duration promised;
    private long epoch = 1;
    private Duration attended = Duration.ZERO;
    private Duration settledAt;
    private Duration disturbedAt = DISTURBED_NEVER;
    private Optional<Instant> nothingBefore = Optional.empty();
    private Optional<Instant> clockSetAt = Optional.empty();

    /// @param settling how long after a boot, resume or step nothing counts as confirmed
    public Attention(Moment first, Duration settling) {
        this.last = first;
        this.settling = settling;
        this.promised = Duration.ZERO;
        Duration sinceBoot = Duration.ofNanos(first.boottimeNanos());
        this.settledAt = sinceBoot.compareTo(settling) < 0 ? settling : Duration.ZERO;
    }

    /// Says within which time after the last look the next one is meant to come.
    public void promise(Duration next) {
        promised = next;
    }

    /// Counts the time since the last look.
    public Continuity look(Moment now) {
        Continuity continuity = judge(now);
        switch (continuity) {
            case Continuity.Steady _ -> {
                Duration most = longer(promised, SHORTEST_PROMISE).multipliedBy(2);
                Duration passed = now.since(last);
                attended = attended.plus(passed.compareTo(most) < 0 ? passed : most);
            }
            case Continuity.Gap _ -> startAnew(now);
            case Continuity.Resumed _ -> disturbed(now);
            case Continuity.Stepped _ -> {
                disturbed(now);
                clockSetAt = Optional.of(now.wall());
            }
        }
        last = now;
        return continuity;
    }

    private void disturbed(Moment now) {
        startAnew(now);
        settledAt = attended.plus(settling);
        disturbedAt = attended;
    }

    private void startAnew(Moment now) {
        epoch++;
        nothingBefore = Optional.of(now.wall());
    }

    private Continuity judge(Moment now) {
        Duration slept = now.suspended().minus(last.suspended());
        if (!now.bootId().equals(last.bootId()) || slept.compareTo(SLEEP_NOTICED) > 0) {
            return new Continuity.Resumed(slept);
        }
        Duration step = now.wallStepSince(last);
        if (step.abs().compareTo(STEP_NOTICED) > 0) {
            return new Continuity.Stepped(step);
        }
        Duration passed = now.since(last);
        Duration most = longer(promised, SHORTEST_PROMISE).multipliedBy(4);
        return passed.compareTo(most) > 0
                ? new Continuity.Gap(passed, promised)
                : new Continuity.Steady();
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    /// Grows whenever what was sighted before no longer counts.
    public long epoch() {
        return epoch;
    }

    /// Watched time in all; only differences within one epoch mean anything.
    public Duration attended() {
        return attended;
    }

    /// The wall clock when what was seen before stopped to count; empty while nothing has.
    Optional<Instant> nothingBefore() {
        return nothingBefore;
    }

    /// When the wall clock was last seen to be set, by what it was set to; empty while it never
    /// was.
    public Optional<Instant> clockSetAt() {
        return clockSetAt;
    }

    /// Watched time since the machine last resumed or had its clock set; a very long time when it
    /// never has.
    Duration sinceDisturbance() {
        return attended.minus(disturbedAt);
    }

    /// How long something has to be watched unchanged before it counts as confirmed.
    public Duration required(Duration confirmGap) {
        return attended.compareTo(settledAt) < 0 ? longer(settling, confirmGap) : confirmGap;
    }

    /// How much longer nothing counts as confirmed because of a boot, a resume or a clock step.
    public Duration stillSettling() {
        Duration left = settledAt.minus(attended);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
