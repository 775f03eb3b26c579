package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.store.time.Time;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// The leases of one store, for somebody who holds none of them: says which have lapsed, and breaks
/// those that it is told to. Makes nothing where there are no leases, and nobody needs it: owners
/// who wait break lapsed leases themselves (`protocols.md` 4, S17).
///
/// It has nothing open between two calls. Used by one thread.
public final class LeaseOverseer {

    /// So many are watched at once; further ones when these are given back.
    static final int MOST_WATCHED = 4_096;

    /// A breaker takes moments; only one that does not get on is helped.
    private static final Duration HELP_AFTER = Duration.ofSeconds(2);

    /// Two minutes and a little.
    private static final int MOST_DOUBLINGS = 6;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Root root;
    private final Place store;
    private final LeasePlaces places;
    private final Time time;
    private final LapsePolicy policy;
    private final BreakRecorder recorder;
    private final RandomGenerator random;
    private final ProcessSurvey processes;
    private final Map<Name, Watched> watched = new LinkedHashMap<>();
    private Optional<Fencing> fencing = Optional.empty();
    private boolean surveyed;

    /// @param store the store's own directory, as in `agents/main/sessions/sessions.d`
    public LeaseOverseer(
            Root root,
            Place store,
            Time time,
            LapsePolicy policy,
            BreakRecorder recorder,
            RandomGenerator random) {
        this.root = root;
        this.store = store;
        this.places = new LeasePlaces(store.name());
        this.time = time;
        this.policy = policy;
        this.recorder = recorder;
        this.random = random;
        this.processes = new ProcessSurvey(time.moment().bootId());
    }

    /// What wants to be done about one lease.
    public sealed interface Due {

        /// The lease's directory.
        Name lease();

        /// @param ownerPaused whether its owner is seen to be stopped
        record Break(Name lease, Standing.Lapsed standing, boolean ownerPaused) implements Due {}

        /// Somebody began to break it and does not get on.
        record Finish(Name lease, Token.Broken token) implements Due {}
    }

    /// Finds out which leases are held, by the records of their owners. The first time it looks at
    /// every lease besides, whose owner's record may have been lost.
    public void survey() throws IOException {
        Moment now = time.moment();
        try (Directory parent = root.open(store.parent())) {
            LeaseObserver observer = observer(parent);
            Set<Name> found = new LinkedHashSet<>();
            for (OwnerId owner : observer.owners()) {
                observer.record(owner).flatMap(OwnerRecord::lease).ifPresent(found::add);
            }
            if (!surveyed) {
                found.addAll(observer.leases());
                surveyed = true;
            }
            for (Name lease : found) {
                if (watched.size() < MOST_WATCHED) {
                    watched.computeIfAbsent(lease, _ -> new Watched(policy, now));
                }
            }
        } catch (NoSuchFileException | RefusedException none) {
            watched.clear();
        }
    }

    /// Looks at the leases that want it by now.
    ///
    /// @return what is to be done; the same again at the next look if it is not done
    public List<Due> look() throws IOException {
        Moment now = time.moment();
        List<Name> wanted =
                watched.entrySet().stream()
                        .filter(entry -> entry.getValue().dueAt - now.monotonicNanos() <= 0)
                        .map(Map.Entry::getKey)
                        .toList();
        if (wanted.isEmpty()) {
            return List.of();
        }
        List<Due> due = new ArrayList<>();
        try (Directory parent = root.open(store.parent())) {
            LeaseObserver observer = observer(parent);
            for (Name lease : wanted) {
                try {
                    look(observer, lease, now).ifPresent(due::add);
                } catch (IOException unclear) {
                    putOff(lease);
                }
            }
        } catch (NoSuchFileException | RefusedException none) {
            watched.clear();
        }
        return due;
    }

    /// Looks at a lease less and less often for as long as it cannot be looked at or broken: it
    /// must cost neither the others nor the log.
    public void putOff(Name lease) {
        Watched known = watched.get(lease);
        if (known != null) {
            known.failures = Math.min(known.failures + 1, MOST_DOUBLINGS);
            known.again(time.moment(), HELP_AFTER.multipliedBy(1L << known.failures));
        }
    }

    private Optional<Due> look(LeaseObserver observer, Name lease, Moment now) throws IOException {
        Watched known = watched.getOrDefault(lease, new Watched(policy, now));
        return switch (observer.look(lease)) {
            case LeaseLook.Held held -> standing(observer, lease, known, held.sighting(), now);
            case LeaseLook.Broken broken -> {
                Duration stuck = known.stuckSince(broken.token(), now);
                known.again(now, LOOK_AGAIN.multipliedBy(5));
                yield stuck.compareTo(HELP_AFTER) >= 0
                        ? Optional.of(new Due.Finish(lease, broken.token()))
                        : Optional.empty();
            }
            case LeaseLook.Unsettled _ -> {
                known.again(now, LOOK_AGAIN);
                yield Optional.empty();
            }
            case LeaseLook.Free _, LeaseLook.Absent _ -> {
                watched.remove(lease);
                yield Optional.empty();
            }
        };
    }

    private Optional<Due> standing(
            LeaseObserver observer, Name lease, Watched known, LeaseSighting seen, Moment now)
            throws IOException {
        Duration sample = seen.sample(policy, Duration.ZERO);
        known.again(now, sample);
        return known.watch.look(seen, now, sample) instanceof Standing.Lapsed lapsed
                ? Optional.of(new Due.Break(lease, lapsed, observer.paused(seen.token().owner())))
                : Optional.empty();
    }

    /// When the next look is wanted; empty when nothing is watched.
    public Optional<Duration> next() {
        long now = time.moment().monotonicNanos();
        return watched.values().stream()
                .map(each -> Duration.ofNanos(Math.max(0, each.dueAt - now)))
                .min(Duration::compareTo);
    }

    /// Whether the kernel refuses late commits here; tried once, which makes and removes names of
    /// our own among the leases.
    public Fencing fencing() throws IOException {
        if (fencing.isEmpty()) {
            try (Directory parent = root.open(store.parent())) {
                fencing = Optional.of(new FenceTrial(paths(parent), OwnerId.fresh(random)).run());
            }
        }
        return fencing.get();
    }

    /// Does what is due, after a last look. Safe at any moment.
    public BreakOutcome carryOut(Due due) throws IOException {
        Fencing fenced = fencing();
        try (Directory parent = root.open(store.parent())) {
            LeaseBreak breaking = new LeaseBreak(paths(parent), recorder, fenced, due.lease());
            return switch (due) {
                case Due.Break lapsed -> breaking.run(lapsed.standing());
                case Due.Finish half -> breaking.resume(half.token());
            };
        }
    }

    /// Deletes the records of owners who are proven to be gone and hold nothing.
    ///
    /// @return how many
    public int dropRecordsOfTheGone() throws IOException {
        try (Directory parent = root.open(store.parent())) {
            return new OwnerCollection(paths(parent)).collect(MOST_WATCHED);
        } catch (NoSuchFileException | RefusedException none) {
            return 0;
        }
    }

    /// The state of one lease; empty if it is not there, or is changing just now.
    ///
    /// @param lease its directory
    public static Optional<Token> token(Root root, Place lease) throws IOException {
        try (Directory directory = root.open(lease)) {
            List<Token> tokens = LeaseObserver.tokens(directory);
            return tokens.size() == 1 ? Optional.of(tokens.getFirst()) : Optional.empty();
        } catch (NoSuchFileException | RefusedException none) {
            return Optional.empty();
        }
    }

    private LeaseObserver observer(Directory parent) {
        return new LeaseObserver(parent, places, processes, root.uid());
    }

    private StorePaths paths(Directory parent) {
        return new StorePaths(places, parent.paths(), observer(parent), time);
    }

    /// One lease that is held, or that is being broken.
    private static final class Watched {

        private final LapseWatch watch;
        private long dueAt;
        private Optional<Token.Broken> broken = Optional.empty();
        private long brokenSince;
        private int failures;

        private Watched(LapsePolicy policy, Moment now) {
            this.watch = new LapseWatch(policy);
            this.dueAt = now.monotonicNanos();
        }

        private void again(Moment now, Duration in) {
            dueAt = now.monotonicNanos() + in.toNanos();
        }

        private Duration stuckSince(Token.Broken token, Moment now) {
            if (!broken.equals(Optional.of(token))) {
                broken = Optional.of(token);
                brokenSince = now.monotonicNanos();
            }
            return Duration.ofNanos(now.monotonicNanos() - brokenSince);
        }
    }
}
