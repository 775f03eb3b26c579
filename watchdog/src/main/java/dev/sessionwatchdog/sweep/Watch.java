package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.Event;
import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.nudge.Backlog;
import dev.sessionwatchdog.nudge.Nudge;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.LogFailedException;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.store.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The daemon between two waits: what it does with the hints that have come, and when it wants to
/// be woken next. It has no thread and no timer of its own, so that the simulated world runs it
/// too.
public final class Watch {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    /// However often hints are lost, everything is looked at because of that at most this often.
    private static final Duration BETWEEN_LOSSES = Duration.ofSeconds(30);

    private final List<RootGuard> guards;
    private final Time time;
    private final ForensicLog log;
    private final RandomGenerator random;
    private final DaemonFile file;
    private final Map<String, SweepRecord> last = new HashMap<>();
    private final Config config;
    private Optional<Moment> lastFull = Optional.empty();
    private Optional<Moment> lossTold = Optional.empty();
    private Duration fullEvery;

    public Watch(
            List<RootGuard> guards,
            Config config,
            Time time,
            ForensicLog log,
            RandomGenerator random,
            DaemonFile file) {
        this.guards = List.copyOf(guards);
        this.config = config;
        this.time = time;
        this.log = log;
        this.random = random;
        this.file = file;
        this.fullEvery = config.watch().fullSweep();
    }

    /// Does what there is to do.
    ///
    /// @return when to wake up next, at the latest
    /// @throws OwnedByAnotherException if a root is not ours any more
    /// @throws IOException if the forensic log cannot be written
    public Duration turn(Backlog.Work work) throws IOException, InterruptedException {
        Moment now = time.moment();
        Permission permission = permission();
        if (work.request() || work.time()) {
            answerRequests(permission);
        }
        if (work.lost().isPresent()) {
            tellLoss(work.lost().get(), now);
        }
        Duration next;
        if (isDue(work, now)) {
            lastFull = Optional.of(now);
            fullEvery = jittered(config.watch().fullSweep());
            next = sweepAll(permission);
        } else {
            lookAt(work.stores(), permission);
            next = untilFull(now);
        }
        if (work.lost().isPresent() && next.compareTo(BETWEEN_LOSSES) > 0) {
            next = BETWEEN_LOSSES;
        }
        promise(next, now);
        write(DaemonFile.State.RUNNING, Optional.of(time.moment().wall().plus(next)));
        return next;
    }

    private boolean isDue(Backlog.Work work, Moment now) {
        if (work.time() || lastFull.isEmpty()) {
            return true;
        }
        Duration since = now.since(lastFull.get());
        return since.compareTo(fullEvery) >= 0
                || (work.lost().isPresent() && since.compareTo(BETWEEN_LOSSES) >= 0);
    }

    private Duration untilFull(Moment now) {
        Duration left =
                lastFull.map(full -> fullEvery.minus(now.since(full))).orElse(Duration.ZERO);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /// What waits is looked at when it falls due, but not more often than things can be confirmed.
    private Duration sweepAll(Permission permission) throws IOException, InterruptedException {
        Duration next = fullEvery;
        for (RootGuard guard : guards) {
            Optional<SweepRecord> record = sweep(guard, permission);
            Duration wanted =
                    record.flatMap(SweepRecord::next)
                            .map(due -> due.isZero() ? due : longer(due, config.tmp().confirmGap()))
                            .orElse(fullEvery);
            next = wanted.compareTo(next) < 0 ? wanted : next;
        }
        return next;
    }

    private Optional<SweepRecord> sweep(RootGuard guard, Permission permission)
            throws IOException, InterruptedException {
        try {
            SweepRecord record = guard.sweep(permission);
            last.put(guard.root().path(), record);
            return Optional.of(record);
        } catch (OwnedByAnotherException | LogFailedException fatal) {
            throw fatal;
        } catch (IOException outOfReach) {
            LOG.error("the sweep of {} failed", guard.root().path(), outOfReach);
            return Optional.empty();
        }
    }

    private void lookAt(Set<Nudge.Changed> changed, Permission permission)
            throws IOException, InterruptedException {
        for (RootGuard guard : guards) {
            Set<Place> stores =
                    changed.stream()
                            .filter(nudge -> nudge.root().equals(guard.root().path()))
                            .map(Nudge.Changed::store)
                            .collect(Collectors.toSet());
            if (!stores.isEmpty()) {
                guard.look(stores, permission);
            }
        }
    }

    private void answerRequests(Permission permission) throws IOException, InterruptedException {
        for (RootGuard guard : guards) {
            guard.answerRequests(permission);
        }
    }

    private void tellLoss(String why, Moment now) throws IOException {
        if (lossTold.isEmpty() || now.since(lossTold.get()).compareTo(fullEvery) >= 0) {
            lossTold = Optional.of(now);
            log.append(
                    Event.of(
                                    "watch.overflow",
                                    Phase.OBSERVED,
                                    Level.INFO,
                                    "watch.overflow: "
                                            + Printable.of(why)
                                            + ": everything is looked at instead")
                            .because(Printable.of(why)));
            log.commit();
        }
    }

    private Permission permission() {
        return switch (config.mode()) {
            case ENFORCE -> new Permission.Granted();
            case OBSERVE -> new Permission.Withheld("mode: observe");
        };
    }

    private Duration jittered(Duration duration) {
        int percent = config.watch().sweepJitterPercent();
        double factor = 1 + (random.nextDouble() * 2 - 1) * percent / 100;
        return Duration.ofNanos((long) ((double) duration.toNanos() * factor));
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private void promise(Duration next, Moment turnBegan) {
        Duration took = time.moment().since(turnBegan);
        for (RootGuard guard : guards) {
            guard.sweeping().promise(next, took);
        }
    }

    /// Says in every root that it is guarded.
    public void begin() throws IOException {
        write(DaemonFile.State.RUNNING, Optional.empty());
    }

    /// Says in every root that it is not guarded any more.
    public void end() throws IOException {
        write(DaemonFile.State.STOPPED, Optional.empty());
    }

    private void write(DaemonFile.State state, Optional<Instant> nextSweep) throws IOException {
        for (RootGuard guard : guards) {
            file.write(
                    guard.root(),
                    state,
                    time.moment().wall(),
                    nextSweep,
                    Optional.ofNullable(last.get(guard.root().path())));
        }
    }
}
