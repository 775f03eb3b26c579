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
import dev.sessionwatchdog.store.root.NoSpaceException;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.store.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The daemon between two waits: what it does with the hints that have come, and when it wants to
/// be woken next. It has no thread and no timer of its own, so that the simulated world runs it
/// too.
public final class Watch {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    /// However often hints are lost, everything is looked at because of that at most this often.
    private static final Duration BETWEEN_LOSSES = Duration.ofSeconds(30);

    /// However fast a lock beats.
    private static final Duration BETWEEN_LOCK_LOOKS = Duration.ofMillis(500);

    /// How often the daemon file is written when only locks were looked at.
    private static final Duration SIGN_OF_LIFE = Duration.ofMinutes(1);

    /// However long a turn took, the next is not expected to take longer than this at once; a large
    /// tree teaches it turn by turn.
    private static final Duration ORDINARY_TURN = Duration.ofSeconds(5);

    private final List<RootGuard> guards;
    private final Time time;
    private final ForensicLog log;
    private final RandomGenerator random;
    private final DaemonFile file;
    private final Map<String, SweepRecord> last = new HashMap<>();
    private final Set<String> outOfReach = new HashSet<>();
    private final Config config;
    private final Housekeeping housekeeping;
    private final HintedStores hinted;
    private Telling telling = Telling.NOTHING;
    private boolean carried;
    private Optional<Moment> lastFull = Optional.empty();
    private Optional<Moment> lossTold = Optional.empty();
    private Optional<Moment> lastSign = Optional.empty();
    private Duration fullEvery;
    private Duration untilNext = Duration.ZERO;
    private Duration usualTurn = Duration.ZERO;

    public Watch(
            List<RootGuard> guards,
            Config config,
            Time time,
            ForensicLog log,
            RandomGenerator random,
            DaemonFile file) {
        this.guards = List.copyOf(guards);
        this.config = config;
        this.housekeeping = new Housekeeping(this.guards, config, time, log);
        this.time = time;
        this.log = log;
        this.random = random;
        this.file = file;
        this.fullEvery = config.watch().fullSweep();
        this.hinted = new HintedStores(config.watch().settle(), fullEvery);
    }

    /// Who is told of what is done, from now on.
    public void reportTo(Telling listener) {
        telling = listener;
    }

    /// Does what there is to do.
    ///
    /// @return when to wake up next, at the latest
    /// @throws OwnedByAnotherException if a root is not ours any more
    /// @throws IOException if the forensic log cannot be written
    public Duration turn(Backlog.Work work) throws IOException, InterruptedException {
        if (!carried) {
            carried = true;
            for (RootGuard guard : guards) {
                telling.standing(guard).forEach(guard::carry);
            }
        }
        return telling.turned(look(work));
    }

    private Duration look(Backlog.Work work) throws IOException, InterruptedException {
        Moment now = time.moment();
        Permission permission = permission();
        if (work.request() || work.time()) {
            answerRequests(permission);
        }
        if (work.lost().isPresent()) {
            guards.forEach(RootGuard::listEverything);
            tellLoss(work.lost().get(), now);
        }
        hinted.add(work.stores(), now);
        boolean full = isDue(work, now);
        boolean looked = full || lookAt(hinted.take(now), permission);
        if (full) {
            lastFull = Optional.of(now);
            fullEvery = jittered(config.watch().fullSweep());
            hinted.forget();
            untilNext = sweepAll(permission);
            housekeeping.keep(permission);
        }
        Duration sweepIn = untilSweep(time.moment());
        if (work.lost().isPresent()) {
            sweepIn = shorter(sweepIn, BETWEEN_LOSSES);
        }
        notice(work.locks());
        Duration lookIn = shorter(sweepIn, watchLocks(permission));
        Duration next = shorter(lookIn, hinted.next(time.moment()).orElse(lookIn));
        promise(next, now);
        if (looked || isTimeForASignOfLife(now)) {
            lastSign = Optional.of(now);
            write(
                    guards,
                    DaemonFile.State.RUNNING,
                    Optional.of(time.moment().wall().plus(sweepIn)));
        }
        return next;
    }

    private boolean isDue(Backlog.Work work, Moment now) {
        if (lastFull.isEmpty() || untilSweep(now).isZero()) {
            return true;
        }
        return work.lost().isPresent() && now.since(lastFull.get()).compareTo(BETWEEN_LOSSES) >= 0;
    }

    private Duration untilSweep(Moment now) {
        Duration left =
                lastFull.map(full -> untilNext.minus(now.since(full))).orElse(Duration.ZERO);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private boolean isTimeForASignOfLife(Moment now) {
        return lastSign.isEmpty() || now.since(lastSign.get()).compareTo(SIGN_OF_LIFE) >= 0;
    }

    private void notice(Set<Nudge.LockMade> made) {
        for (RootGuard guard : guards) {
            String root = guard.root().path();
            made.stream()
                    .filter(nudge -> nudge.root().equals(root))
                    .forEach(nudge -> guard.sweeping().notice(nudge.lock()));
        }
    }

    /// @return when a lock or a lease wants to be looked at next, at the latest
    private Duration watchLocks(Permission permission) throws IOException, InterruptedException {
        Duration next = fullEvery;
        for (RootGuard guard : guards) {
            try {
                guard.watchLocks(permission);
                guard.watchLeases(permission);
            } catch (OwnedByAnotherException | RootReplacedException | LogFailedException fatal) {
                throw fatal;
            } catch (IOException outOfReach) {
                LOG.error(
                        "locks and leases of {} cannot be looked at",
                        guard.root().path(),
                        outOfReach);
            }
            next = shorter(next, guard.sweeping().untilLook().orElse(next));
        }
        return longer(next, BETWEEN_LOCK_LOOKS);
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
            SweepRecord record = guard.pass(permission);
            last.put(guard.root().path(), record);
            telling.swept(guard, record);
            outOfReach.remove(guard.root().path());
            return Optional.of(record);
        } catch (OwnedByAnotherException | RootReplacedException | LogFailedException fatal) {
            throw fatal;
        } catch (IOException failure) {
            outOfReach.add(guard.root().path());
            LOG.error("the sweep of {} failed", guard.root().path(), failure);
            return Optional.empty();
        }
    }

    private boolean lookAt(Map<String, Set<Place>> changed, Permission permission)
            throws IOException, InterruptedException {
        Moment began = time.moment();
        for (RootGuard guard : guards) {
            Set<Place> stores = changed.getOrDefault(guard.root().path(), Set.of());
            if (!stores.isEmpty()) {
                guard.look(stores, permission);
            }
        }
        if (!changed.isEmpty()) {
            hinted.looked(began, time.moment());
        }
        return !changed.isEmpty();
    }

    /// How much longer changes in stores may wait, because there was a look at some just now.
    Duration rest() {
        return hinted.rest(time.moment());
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

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    /// A promise is made of what was known before this turn: one that was stopped in its middle
    /// took long, too, and must not excuse that (S4).
    private void promise(Duration next, Moment turnBegan) {
        for (RootGuard guard : guards) {
            guard.sweeping().promise(next, usualTurn);
        }
        Duration took = time.moment().since(turnBegan);
        usualTurn = shorter(took, longer(usualTurn.multipliedBy(4), ORDINARY_TURN));
    }

    /// How it is, in one line for people; escaped, and without session keys.
    ///
    /// @param rejected about the configuration, when that which is in force is not the file's
    String words(Optional<String> rejected) {
        return new StatusWords(
                        config.mode().name().toLowerCase(Locale.ROOT),
                        rejected,
                        guards.stream().flatMap(guard -> guard.paused().stream()).findFirst(),
                        guards.stream()
                                .map(guard -> guard.root().path())
                                .filter(root -> !outOfReach.contains(root))
                                .flatMap(root -> Optional.ofNullable(last.get(root)).stream())
                                .toList(),
                        guards.size(),
                        outOfReach.size(),
                        lastFull.map(full -> full.wall().plus(untilNext)))
                .line();
    }

    /// Says in every root that it is guarded.
    public void begin() throws IOException {
        write(guards, DaemonFile.State.RUNNING, Optional.empty());
    }

    /// Says in every root that it is not guarded any more.
    public void end() throws IOException {
        write(guards, DaemonFile.State.STOPPED, Optional.empty());
    }

    /// Says it in those that do not stay.
    ///
    /// @param staying canonical paths
    void endOutside(Set<String> staying) throws IOException {
        write(
                guards.stream().filter(it -> !staying.contains(it.root().path())).toList(),
                DaemonFile.State.STOPPED,
                Optional.empty());
    }

    private void write(List<RootGuard> where, DaemonFile.State state, Optional<Instant> nextSweep)
            throws IOException {
        for (RootGuard guard : where) {
            try {
                file.write(
                        guard.root(),
                        state,
                        time.moment().wall(),
                        nextSweep,
                        Optional.ofNullable(last.get(guard.root().path())));
            } catch (NoSpaceException full) {
                LOG.warn("{} is full: verbs find an older sign of life", guard.root().path());
            }
        }
    }
}
