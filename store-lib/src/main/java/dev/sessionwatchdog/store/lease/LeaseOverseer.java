package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.forensic.OpenIntent;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

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

    /// However fast an owner beats: nobody who watches many looks oftener.
    static final Duration LEAST_SAMPLE = Duration.ofMillis(500);

    /// It takes a listing of all leases.
    static final Duration BETWEEN_LEFTOVERS = Duration.ofMinutes(30);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Root root;
    private final Place store;
    private final LeasePlaces places;
    private final Time time;
    private final LapsePolicy policy;
    private final BreakRecorder recorder;
    private final RandomGenerator random;
    private final ProcessSurvey processes;
    private final Map<Name, OverseenLease> watched = new LinkedHashMap<>();
    private final LeaseRound round = new LeaseRound();
    private Optional<Fencing> fencing = Optional.empty();
    private final Leftovers.Memory leftovers = new Leftovers.Memory();
    private Optional<Moment> leftoversSeen = Optional.empty();
    private Duration lastCycle = Duration.ZERO;
    private int gaps;

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

        /// @param ownerPaused whether its owner is seen to get no time to run
        record Break(Name lease, Standing.Lapsed standing, boolean ownerPaused) implements Due {}

        /// Somebody began to break it and does not get on.
        record Finish(Name lease, Token.Broken token) implements Due {}
    }

    /// Finds out which leases are held, by the records of their owners. The first time, and once an
    /// hour, [#look] goes over all leases besides, whose owner's record may have been lost.
    public void survey() throws IOException {
        Moment now = time.moment();
        try (Directory parent = root.open(store.parent())) {
            LeaseObserver observer = observer(parent);
            for (OwnerId owner : observer.owners()) {
                observer.record(owner).flatMap(OwnerRecord::lease).ifPresent(it -> watch(it, now));
            }
            round.begin(now);
        } catch (NoSuchFileException | RefusedException none) {
            nothingIsThere();
        }
    }

    private void watch(Name lease, Moment now) {
        if (watched.size() < MOST_WATCHED) {
            watched.computeIfAbsent(lease, _ -> new OverseenLease(policy, now));
        }
    }

    private void nothingIsThere() {
        watched.clear();
        round.abandon();
    }

    /// Looks at the leases that want it by now.
    ///
    /// @return what is to be done; the same again at the next look if it is not done
    public List<Due> look() throws IOException {
        Moment begun = time.moment();
        if (next().filter(Duration::isZero).isEmpty()) {
            return List.of();
        }
        List<Due> due = new ArrayList<>();
        gaps = 0;
        try (Directory parent = root.open(store.parent())) {
            LeaseObserver observer = observer(parent);
            round.step(observer, MOST_WATCHED - watched.size(), begun)
                    .forEach(lease -> watch(lease, begun));
            for (Map.Entry<Name, OverseenLease> each : wanted(begun)) {
                try {
                    look(observer, each.getKey(), each.getValue()).ifPresent(due::add);
                } catch (IOException unclear) {
                    each.getValue().couldNotBeSeen(time.moment());
                }
            }
        } catch (NoSuchFileException | RefusedException none) {
            nothingIsThere();
        }
        lastCycle = time.moment().since(begun);
        if (gaps > 0) {
            recorder.record(LeaseEvent.gap(places.leases(), gaps));
        }
        return due;
    }

    private List<Map.Entry<Name, OverseenLease>> wanted(Moment now) {
        return watched.entrySet().stream()
                .filter(entry -> entry.getValue().isDue(now))
                .map(Map.Entry::copyOf)
                .toList();
    }

    /// Looks at a lease less and less often for as long as it cannot be broken: it must cost
    /// neither the others nor the log.
    public void putOff(Name lease) {
        OverseenLease known = watched.get(lease);
        if (known != null) {
            known.couldNotBeBroken(time.moment());
        }
    }

    private Optional<Due> look(LeaseObserver observer, Name lease, OverseenLease known)
            throws IOException {
        LeaseLook look = observer.look(lease);
        Moment now = time.moment();
        return switch (look) {
            case LeaseLook.Held held -> standing(observer, lease, known, held.sighting(), now);
            case LeaseLook.Broken broken -> {
                Duration stuck = known.saw(broken.token(), now);
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
            LeaseObserver observer, Name lease, OverseenLease known, LeaseSighting seen, Moment now)
            throws IOException {
        known.saw(seen.token(), now);
        Duration wanted = seen.sample(policy, lastCycle);
        Duration sample = wanted.compareTo(LEAST_SAMPLE) < 0 ? LEAST_SAMPLE : wanted;
        known.again(now, sample);
        boolean onPurpose = known.wasDelayed();
        return switch (known.watch.look(seen, now, sample)) {
            case Standing.Held held -> {
                gaps += held.gap() && !onPurpose ? 1 : 0;
                yield Optional.empty();
            }
            case Standing.Lapsed lapsed ->
                    Optional.of(
                            new Due.Break(lease, lapsed, observer.paused(seen.token().owner())));
        };
    }

    /// When the next look is wanted; empty when nothing is watched.
    public Optional<Duration> next() {
        Moment now = time.moment();
        return Stream.concat(
                        watched.values().stream().map(each -> each.untilDue(now)),
                        round.next(now).stream())
                .min(Duration::compareTo);
    }

    /// Whether the kernel refuses late commits here; tried once, when the first break is due, which
    /// makes and removes names of our own among the leases. Before the intent, since that tells the
    /// answer; it touches nothing of anybody else.
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

    /// Deletes the records of owners who are proven to be gone and hold nothing; and now and then
    /// what they left half made, once it was seen twice.
    ///
    /// @return how many
    public int dropRecordsOfTheGone() throws IOException {
        try (Directory parent = root.open(store.parent())) {
            StorePaths paths = paths(parent);
            int records = new OwnerCollection(paths).collect(MOST_WATCHED);
            Moment now = time.moment();
            boolean due =
                    leftoversSeen
                            .filter(it -> now.since(it).compareTo(BETWEEN_LEFTOVERS) < 0)
                            .isEmpty();
            if (!due) {
                return records;
            }
            leftoversSeen = Optional.of(now);
            return records + leftovers.collect(paths, OwnerId.fresh(random));
        } catch (NoSuchFileException | RefusedException none) {
            return 0;
        }
    }

    /// What became of a lease of which the breaker's intent is open; touches nothing.
    ///
    /// @param lease its directory
    /// @return empty if the intent does not say which owner's it was
    public static Optional<Aftermath> aftermath(Root root, Place lease, OpenIntent intent)
            throws IOException {
        Optional<BreakLabels> labels = BreakLabels.read(intent);
        return labels.isPresent()
                ? Optional.of(Aftermath.of(token(root, lease), labels.get().held()))
                : Optional.empty();
    }

    private static Optional<Token> token(Root root, Place lease) throws IOException {
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
}
