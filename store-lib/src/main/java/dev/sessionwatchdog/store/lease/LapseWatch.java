package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.lease.Standing.Credit;
import dev.sessionwatchdog.store.lease.Standing.Ground;
import dev.sessionwatchdog.store.lease.Standing.Held;
import dev.sessionwatchdog.store.lease.Standing.Lapsed;
import dev.sessionwatchdog.store.time.Moment;
import java.time.Duration;
import java.util.Optional;

/// Watches one lease and says when it has lapsed: pure, by what it is shown (`protocols.md` 3).
///
/// Only time in which it was shown something counts, on the monotonic clock; a pause of the
/// observer or a sleep of the machine takes all credit away. No clock of the owner, of a file or of
/// the wall is compared with ours.
public final class LapseWatch {

    /// `CLOCK_BOOTTIME` is read in steps of 10 ms; what the two clocks differ less is no sleep.
    private static final Duration SLEEP = Duration.ofMillis(100);

    /// A sample that comes later than so many intervals was a pause of the observer.
    private static final int GAP = 4;

    private static final int GONE_SAMPLES = 2;

    private final LapsePolicy policy;
    private Optional<LeaseSighting> last = Optional.empty();
    private Optional<Moment> lastAt = Optional.empty();
    private Duration silence = Duration.ZERO;
    private Duration stall = Duration.ZERO;
    private int silentSamples;
    private int stalledSamples;
    private int goneSamples;

    public LapseWatch(LapsePolicy policy) {
        this.policy = policy;
    }

    /// One sample.
    ///
    /// @param sample how often the observer means to look, which may change from look to look
    public Standing look(LeaseSighting now, Moment at, Duration sample) {
        boolean gap = lastAt.isPresent() && gapSince(lastAt.get(), at, sample);
        if (gap || last.isEmpty() || !last.get().token().equals(now.token())) {
            restart();
        } else {
            count(last.get(), now, passed(at, sample));
        }
        goneSamples = now.ownerGone() ? goneSamples + 1 : 0;
        LeaseSighting known =
                last.filter(it -> it.token().equals(now.token())).map(now::after).orElse(now);
        last = Optional.of(known);
        lastAt = Optional.of(at);
        return standing(known, gap);
    }

    private static boolean gapSince(Moment earlier, Moment at, Duration sample) {
        Duration slept = at.suspended().minus(earlier.suspended()).abs();
        return !earlier.bootId().equals(at.bootId())
                || slept.compareTo(SLEEP) > 0
                || at.since(earlier).compareTo(sample.multipliedBy(GAP)) > 0;
    }

    private Duration passed(Moment at, Duration sample) {
        Duration passed = at.since(lastAt.orElseThrow());
        Duration most = sample.multipliedBy(2);
        return passed.compareTo(most) > 0 ? most : passed;
    }

    private void restart() {
        silence = Duration.ZERO;
        stall = Duration.ZERO;
        silentSamples = 0;
        stalledSamples = 0;
        goneSamples = 0;
    }

    private void count(LeaseSighting earlier, LeaseSighting now, Duration passed) {
        if (now.silentSince(earlier)) {
            silence = silence.plus(passed);
            silentSamples++;
        } else {
            silence = Duration.ZERO;
            silentSamples = 0;
        }
        if (now.progressedSince(earlier)) {
            stall = Duration.ZERO;
            stalledSamples = 0;
        } else {
            stall = stall.plus(passed);
            stalledSamples++;
        }
    }

    private Standing standing(LeaseSighting now, boolean gap) {
        Duration limit = policy.limit(now.ttl(policy));
        Duration holdLimit = now.hold(policy);
        Credit credit = new Credit(silence, limit, stall, holdLimit, silentSamples);
        if (goneSamples >= GONE_SAMPLES) {
            return new Lapsed(Ground.OWNER_GONE, credit, now);
        }
        if (silence.compareTo(limit) >= 0 && silentSamples >= policy.leastSamples()) {
            return new Lapsed(Ground.SILENT, credit, now);
        }
        if (stall.compareTo(holdLimit) >= 0 && stalledSamples >= policy.leastSamples()) {
            return new Lapsed(Ground.PROGRESS_STALLED, credit, now);
        }
        return new Held(credit, gap);
    }
}
