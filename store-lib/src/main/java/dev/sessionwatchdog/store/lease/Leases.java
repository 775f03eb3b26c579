package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.forensic.OpenIntent;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.Time;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/// The leases of one store: whoever holds an entry's lease, and nobody else, writes that entry.
///
/// What it guarantees, between all processes of this machine that write by it, whatever they do:
/// once a lease is closed by release or break, no write under it becomes visible ([#fencing] says
/// where the kernel enforces that). It holds without any clock being right and without a watchdog.
/// Numbers of owners only grow, also over a crash of the machine. A lease whose owner is silent,
/// stalled or gone is broken by whoever waits for it, with evidence before and after; what the
/// owner left goes to the quarantine. What was watched of an owner outlives a single wait: callers
/// of little patience who come back within a few beats break it as well.
///
/// What it does not do: wait in a queue (whoever comes first takes it), protect readers, or stop an
/// owner's effects outside of the entry. May be used by several threads.
public final class Leases implements Closeable {

    private final Directory parent;
    private final StorePaths store;
    private final LeaseSettings settings;
    private final BreakRecorder recorder;
    private final ProcessSurvey processes;
    private final RandomGenerator random;
    private final Heartbeats heartbeats;
    private final WatchedLeases watched;
    private final Leftovers.Memory leftovers = new Leftovers.Memory();
    private final Fencing fencing;

    private Leases(
            Directory parent,
            StorePaths store,
            LeaseSettings settings,
            BreakRecorder recorder,
            ProcessSurvey processes,
            RandomGenerator random,
            Optional<Executor> threads)
            throws IOException {
        this.parent = parent;
        this.store = store;
        this.settings = settings;
        this.recorder = recorder;
        this.processes = processes;
        this.random = random;
        this.heartbeats = new Heartbeats(store.time(), threads);
        this.watched = new WatchedLeases(settings.policy());
        prepare();
        this.fencing = new FenceTrial(store, OwnerId.fresh(random)).run();
    }

    /// The leases of the store at `place`, which is made if it is not there; its parent has to be.
    ///
    /// @param recorder where the evidence of breaks goes
    public static Leases at(
            Root root, Place place, Time time, LeaseSettings settings, BreakRecorder recorder)
            throws IOException {
        return open(
                root,
                place,
                time,
                settings,
                recorder,
                new SecureRandom(),
                Optional.of(Heartbeats::inThreadOfItsOwn));
    }

    /// Like [#at], without a thread that beats: the caller does that by [#beatDue].
    public static Leases unattended(
            Root root,
            Place place,
            Time time,
            LeaseSettings settings,
            BreakRecorder recorder,
            RandomGenerator random)
            throws IOException {
        return open(root, place, time, settings, recorder, random, Optional.empty());
    }

    static Leases open(
            Root root,
            Place place,
            Time time,
            LeaseSettings settings,
            BreakRecorder recorder,
            RandomGenerator random,
            Optional<Executor> threads)
            throws IOException {
        Directory parent = root.open(place.parent());
        boolean opened = false;
        try {
            ProcessSurvey processes = new ProcessSurvey(time.moment().bootId());
            LeasePlaces places = new LeasePlaces(place.name());
            LeaseObserver observer = new LeaseObserver(parent, places, processes, root.uid());
            StorePaths store = new StorePaths(places, parent.paths(), observer, time);
            Leases leases =
                    new Leases(parent, store, settings, recorder, processes, random, threads);
            opened = true;
            return leases;
        } finally {
            if (!opened) {
                parent.close();
            }
        }
    }

    /// Whether the kernel refuses late commits here.
    public Fencing fencing() {
        return fencing;
    }

    /// Runs work under the lease of an entry. The lease beats while the work runs and is given back
    /// when it ends, also by an exception.
    ///
    /// @param entry the entry's whole file name in the store
    /// @throws X what the work throws
    /// @throws IOException if the lease could not be claimed, or what the work throws
    public <T, X extends Exception> LeaseResult<T> with(Name entry, LeaseWork<T, X> work)
            throws X, IOException, InterruptedException {
        return switch (claim(entry)) {
            case Claim.Busy busy -> new LeaseResult.Busy<>(busy.holder());
            case Claim.Granted granted -> LeaseScope.run(granted.lease(), work);
        };
    }

    /// Claims the lease of an entry, waiting for as long as the settings say; for work that does
    /// not end where it began. Close what is granted.
    public Claim claim(Name entry) throws IOException, InterruptedException {
        return claim(entry, settings.patience());
    }

    /// Like [#claim(Name)], waiting at most this long; zero tries once.
    public Claim claim(Name entry, Duration patience) throws IOException, InterruptedException {
        if (!LeasePlaces.isEntry(entry)) {
            throw new IllegalArgumentException("no entry has this name: '" + entry + "'");
        }
        Name hash = LeasePlaces.hash(entry);
        OwnerRecord record =
                new OwnerRecord(
                        OwnerId.fresh(random),
                        Optional.of(hash),
                        processes.self(),
                        settings.terms(),
                        "write " + entry,
                        store.time().moment().wall().toString());
        TokenClaim claim = new TokenClaim(store, settings.terms(), hash, record);
        ClaimAttempt attempt = new ClaimAttempt(this, hash, claim);
        boolean free = true;
        try {
            Optional<Holding> holding = attempt.run(patience);
            if (holding.isEmpty()) {
                return new Claim.Busy(attempt.holder());
            }
            free = false;
            try {
                return new Claim.Granted(
                        new Lease(entry, holding.get(), claim::dropRecord, heartbeats));
            } catch (IOException unattended) {
                free = isGivenBack(holding.get(), unattended);
                throw unattended;
            }
        } finally {
            if (free) {
                claim.dropRecord();
            }
        }
    }

    /// What cannot be given back lapses, and has to be told apart by its record until then.
    private static boolean isGivenBack(Holding holding, IOException why) {
        try {
            holding.release(Set.of());
        } catch (IOException lapses) {
            why.addSuppressed(lapses);
        }
        return holding.isFree();
    }

    /// What one look at an entry's lease shows.
    public LeaseLook look(Name entry) throws IOException {
        return store.observer().look(LeasePlaces.hash(entry));
    }

    /// Breaks a lapsed lease of an entry; for observers of their own. Safe at any moment: a
    /// [Standing.Ground#REQUESTED] one need not even have lapsed.
    public BreakOutcome breakLease(Name entry, Standing.Lapsed lapsed) throws IOException {
        return breaking(LeasePlaces.hash(entry)).run(lapsed);
    }

    /// Concludes an intent that the end of a breaker left open in the recorder's log: finishes the
    /// break if it had begun. Only for intents of processes that have ended.
    ///
    /// @return empty if the intent is about no lease
    public Optional<BreakOutcome> conclude(OpenIntent intent) throws IOException {
        Optional<BreakLabels> labels =
                intent.action().equals(LeaseEvent.BREAK)
                        ? BreakLabels.read(intent)
                        : Optional.empty();
        return labels.isPresent()
                ? Optional.of(
                        breaking(labels.get().hash()).conclude(intent.id(), labels.get().held()))
                : Optional.empty();
    }

    /// Deletes what dead owners wrote about themselves, as far as nobody will ask for it, and what
    /// they left half made once this process has seen it twice, ten minutes apart.
    ///
    /// @param most so many records are looked at
    /// @return how many were deleted
    public int housekeep(int most) throws IOException {
        return new OwnerCollection(store).collect(most)
                + leftovers.collect(store, OwnerId.fresh(random));
    }

    /// Renews what is due; only for leases that are [#unattended].
    ///
    /// @return how long from now until the next renewal is due
    public Duration beatDue() {
        return heartbeats.beatDue();
    }

    boolean holdsNothing() {
        return heartbeats.isEmpty();
    }

    StorePaths paths() {
        return store;
    }

    /// What was watched of leases that others hold.
    WatchedLeases watched() {
        return watched;
    }

    LeaseBreak breaking(Name hash) {
        return new LeaseBreak(store, recorder, fencing, hash);
    }

    void tellGap(Name hash) throws IOException {
        recorder.record(LeaseEvent.gap(store.places().lease(hash), 1));
    }

    /// Makes what is not there. Their names are durable before any lease is claimed.
    void prepare() throws IOException {
        try (Directory top = parent.openOrMake(store.places().store());
                Directory leases = top.openOrMake(LeasePlaces.LEASES);
                Directory _ = leases.openOrMake(LeasePlaces.OWNERS);
                Directory _ = leases.openOrMake(LeasePlaces.QUARANTINE)) {
            leases.sync();
            top.sync();
            parent.sync();
        } catch (NoSuchFileException vanished) {
            throw new IOException("the store vanished while it was made: " + vanished, vanished);
        }
    }

    /// Leases that are still held are not given back: close them before.
    @Override
    public void close() throws IOException {
        parent.close();
    }
}
