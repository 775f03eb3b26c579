package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.forensic.LogFailedException;
import dev.sessionwatchdog.store.forensic.OpenIntent;
import dev.sessionwatchdog.store.forensic.Retention;
import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.store.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the daemon throws away of its own, after a sweep: quarantined items and old segments of the
/// log, when they are due and nobody needs them any more.
final class Housekeeping {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    /// Nothing here is urgent but a full disk, which [#isDue] lets through.
    private static final Duration BETWEEN = Duration.ofMinutes(10);

    /// Segments that one look removes at most; each is a few syncs.
    private static final int SEGMENTS = 16;

    /// How long the wall clock must have been right, as far as ours tells.
    private static final Duration STEADY = Duration.ofDays(1);

    /// A smaller difference is a clock that is slewed, over a long time.
    private static final Duration STEP = Duration.ofMinutes(5);

    private static final Duration FOR_EVER = Duration.ofDays(365_000);

    private final List<RootGuard> guards;
    private final Config config;
    private final Time time;
    private final ForensicLog log;
    private Optional<Moment> last = Optional.empty();
    private Optional<Moment> steadySince = Optional.empty();

    Housekeeping(List<RootGuard> guards, Config config, Time time, ForensicLog log) {
        this.guards = guards;
        this.config = config;
        this.time = time;
        this.log = log;
    }

    /// Does what is due. What cannot be done now is tried again later.
    ///
    /// @throws LogFailedException if the forensic log cannot be written any more
    void keep(Permission permission) throws IOException, InterruptedException {
        Moment now = time.moment();
        if (!isDue(now)) {
            return;
        }
        last = Optional.of(now);
        try {
            for (RootGuard guard : guards) {
                if (permission instanceof Permission.Granted) {
                    guard.purgeWhatIsDue(config.quarantine(), now);
                }
            }
            expire(now);
        } catch (LogFailedException | OwnedByAnotherException fatal) {
            throw fatal;
        } catch (IOException notNow) {
            LOG.warn("what is kept too long stays for now", notNow);
        }
    }

    private boolean isDue(Moment now) {
        return last.filter(it -> now.since(it).compareTo(BETWEEN) < 0 && !isDiskUnderPressure())
                .isEmpty();
    }

    private boolean isDiskUnderPressure() {
        return guards.stream()
                .anyMatch(guard ->
                        guard.isDiskUnderPressure(
                                config.quarantine().diskPressure().freeBelowPercent()));
    }

    /// By age nothing goes before the wall clock has kept step with ours for long: one that was set
    /// ahead makes everything old.
    private Duration age(Moment now) {
        Moment from =
                steadySince
                        .filter(it -> now.wallStepSince(it).abs().compareTo(STEP) <= 0)
                        .orElse(now);
        steadySince = Optional.of(from);
        Duration needed = config.drill() ? Duration.ZERO : STEADY;
        return now.since(from).compareTo(needed) >= 0 ? config.events().keepAge() : FOR_EVER;
    }

    private void expire(Moment now) throws IOException {
        Set<String> needed = new HashSet<>();
        for (OpenIntent open : log.openIntents(Reconciler.QUIET_ACTION)) {
            needed.add(open.id());
        }
        for (RootGuard guard : guards) {
            needed.addAll(guard.neededEvents());
        }
        log.expire(new Retention(age(now), config.events().keepBytes()), needed, SEGMENTS);
    }
}
