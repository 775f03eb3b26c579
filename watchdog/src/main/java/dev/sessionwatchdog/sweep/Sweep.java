package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.Tally;
import dev.sessionwatchdog.action.TempReaper;
import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.decision.TempPolicy;
import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.finding.TempRule;
import dev.sessionwatchdog.observation.Attention;
import dev.sessionwatchdog.observation.CloseObserver;
import dev.sessionwatchdog.observation.LockName;
import dev.sessionwatchdog.observation.Observer;
import dev.sessionwatchdog.observation.Oddity;
import dev.sessionwatchdog.observation.ProcessTable;
import dev.sessionwatchdog.observation.StoreObservation;
import dev.sessionwatchdog.observation.StorePattern;
import dev.sessionwatchdog.quarantine.QuarantineDirectory;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.store.time.Time;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// One bounded pass over one root: look, find, decide, act, and say what was done and what was not.
/// What it remembers between passes is what has been watched and what has been said.
public final class Sweep {

    private static final Comparator<Place> BY_NAME = Comparator.comparing(Place::toString);

    private final Root root;
    private final Time time;
    private final ForensicLog log;
    private final Config.Tmp settings;
    private final StorePattern pattern;
    private final Attention attention;
    private final Observer observer;
    private final CloseObserver closely;
    private final TempReaper reaper;
    private final QuarantineDirectory quarantine;
    private final ProcessTable processes;
    private final Optional<Locks> locks;
    private final StoreLeases leases;
    private final LegacyStores legacy;
    private final SweepEvents events;
    private final Told told = new Told();
    private final String idPrefix;
    private final Map<Place, Era> eras = new HashMap<>();
    private Optional<String> blind = Optional.empty();
    private Optional<Remainder> remainder = Optional.empty();
    private final QuietStores quiet;
    private Optional<SweepRecord> listed = Optional.empty();
    private boolean legacyWasJudged;
    private int number;
    private final Upgrades upgrades = new Upgrades();

    Sweep(SweepParts parts) {
        this.root = parts.root();
        this.time = parts.time();
        this.log = parts.log();
        this.settings = parts.settings();
        this.pattern = parts.pattern();
        this.attention = parts.attention();
        this.observer = parts.observer();
        this.closely = parts.closely();
        this.reaper = parts.reaper();
        this.quarantine = parts.quarantine();
        this.processes = parts.processes();
        this.locks = parts.locks();
        this.leases = parts.leases();
        this.legacy = new LegacyStores(parts.legacy());
        this.idPrefix = parts.idPrefix();
        this.events = new SweepEvents(root);
        this.quiet = new QuietStores(root, observer);
    }

    /// Sweeps every store of the root; its summary is the last line that it writes.
    ///
    /// @throws IOException if the root or the forensic log is out of reach; nothing was begun that
    ///   the log does not know of
    public SweepRecord run(Permission permission) throws IOException, InterruptedException {
        Moment started = time.moment();
        String id = begin(started);
        Optional<Remainder> rest = remainder;
        remainder = Optional.empty();
        if (rest.isPresent() && rest.get().stands(started, attention.epoch(), observer)) {
            return goOn(rest.get(), permission, started, id);
        }
        return listAll(permission, started, id);
    }

    private SweepRecord listAll(Permission permission, Moment started, String id)
            throws IOException, InterruptedException {
        quiet.begin();
        List<Oddity> oddities = new ArrayList<>();
        List<Place> places =
                pattern.expand(
                        root,
                        oddities,
                        (place, before) -> quiet.passed(place, before, started.wall()));
        SweepRecord record = run(places, oddities, true, permission, started, id);
        if (!record.undecided() && !record.goesOn()) {
            quiet.settle(started, attention.epoch());
            legacyWasJudged = legacy.judgesAll();
        }
        listed = Optional.of(record);
        return record;
    }

    /// Sweeps the root as [#run], but does not list again what cannot have other names than when it
    /// was listed. Where all is as it was, and nothing waits for another look, it writes nothing.
    public SweepRecord pass(Permission permission) throws IOException, InterruptedException {
        if (remainder.isPresent() || listed.isEmpty()) {
            return run(permission);
        }
        Moment started = time.moment();
        String id = begin(started);
        Optional<Set<Place>> stores =
                legacyWasJudged == legacy.judgesAll()
                        ? quiet.toLookAt(started, attention.epoch())
                        : Optional.empty();
        if (stores.isEmpty()) {
            return listAll(permission, started, id);
        }
        SweepRecord whole = listed.get();
        if (stores.get().isEmpty()) {
            log.commit();
            return whole.unchanged(id, time.moment().since(started), blind);
        }
        SweepRecord record = whole.with(run(stores.get(), permission, started, id), blind);
        if (record.tally().planned() == 0) {
            log.append(events.summary(record));
            log.commit();
        }
        if (record.undecided() || record.goesOn()) {
            quiet.forget();
        }
        return record;
    }

    private SweepRecord run(Set<Place> stores, Permission permission, Moment started, String id)
            throws IOException, InterruptedException {
        List<Place> places = stores.stream().sorted(BY_NAME).toList();
        return run(places, new ArrayList<>(), false, permission, started, id);
    }

    /// Gives back what is held open between two passes.
    void end() {
        quiet.close();
    }

    /// The next pass lists everything.
    void listEverything() {
        quiet.forget();
    }

    /// Looks at some stores only, likewise; it has a summary only if something was done.
    public SweepRecord run(Set<Place> stores, Permission permission)
            throws IOException, InterruptedException {
        Moment started = time.moment();
        return run(
                List.copyOf(stores), new ArrayList<>(), false, permission, started, begin(started));
    }

    /// A sweep that only does what the one before had to leave for the sake of its budget. When
    /// that is done, everything is looked at again at once.
    private SweepRecord goOn(Remainder rest, Permission permission, Moment started, String id)
            throws IOException, InterruptedException {
        Permission permitted = upgrades.guarded(rest.stores(), true, permission);
        TempTriage triage = triage(started, permitted, id);
        triage.goOnWith(rest.due());
        Tally tally = reap(triage, id);
        int left = triage.beyondBudget() + beyondBound(rest.stores());
        Duration took = time.moment().since(started);
        SweepRecord record =
                rest.before().goneOn(id, triage.due(), triage.kept(), left, tally, took);
        remainder = Remainder.of(triage, rest.stores(), record, attention.epoch(), rest.seen());
        log.append(events.summary(record));
        log.commit();
        return record;
    }

    private Tally reap(TempTriage triage, String id) throws IOException, InterruptedException {
        return settings.enabled() && triage.due() > 0
                ? reaper.reap(triage.decide(settings.maxPerSweep(), quarantine.restored()), id)
                : Tally.NOTHING;
    }

    /// The one function that knows all the steps.
    private SweepRecord run(
            List<Place> places,
            List<Oddity> oddities,
            boolean whole,
            Permission permission,
            Moment started,
            String id)
            throws IOException, InterruptedException {
        List<StoreObservation> stores = look(places, oddities, whole, started, id);
        Permission permitted = upgrades.guarded(stores, whole, permission);
        leases.survey(stores, whole, permitted);
        LockSummary broken = breakLocks(stores, places, permitted, started, id);
        TempTriage triage = triage(started, permitted, id);
        for (StoreObservation store : stores) {
            triage.take(store);
        }
        noteBacklog(triage, id);
        Tally tally = reap(triage, id);
        LegacySummary migrated = legacy.take(stores, whole, permitted, id);
        SweepRecord record = record(id, started, stores, triage, broken, migrated, tally);
        if (whole && tally.applied() > 0) {
            remainder = Remainder.of(triage, stores, record, attention.epoch(), started);
        }
        if (whole || record.tally().planned() > 0) {
            log.append(events.summary(record));
        }
        log.commit();
        return record;
    }

    /// Goes on waiting for the end of what an earlier watchdog told, and says it when it comes.
    void carry(Carried trouble, Place place) {
        trouble.on(place, blindness, events, told, locks, time.moment());
    }

    /// Notes that a lock was made in a store that was seen before; a new store's are found with it.
    void notice(Place lock) {
        Era era = eras.get(lock.parent());
        if (locks.isPresent() && era != null) {
            LockName.recognise(lock.name())
                    .ifPresent(name ->
                            locks.get()
                                    .watch()
                                    .stands(
                                            lock.parent(),
                                            era,
                                            name,
                                            time.moment(),
                                            Duration.ZERO));
        }
    }

    /// Looks at the leases that want it now, and breaks what has lapsed.
    void watchLeases(Permission permission) throws IOException {
        if (leases.next().filter(Duration::isZero).isPresent()) {
            leases.look(upgrades.guarded(List.of(), false, permission), begin(time.moment()));
        }
    }

    /// Looks at the locks that want it now. If one of them is to be broken, its store is looked at
    /// as a whole, and it is broken then. A turn in which none wants it is attention too: it came
    /// as promised.
    void watchLocks(Permission permission) throws IOException, InterruptedException {
        if (locks.isEmpty()) {
            return;
        }
        Moment now = time.moment();
        LockRound round = new LockRound(locks.get(), permission, now, begin(now));
        for (LockWatch.Due lock : locks.get().watch().due(now)) {
            round.look(lock.store(), lock.era(), lock.lock());
        }
        round.endLook(Set.of());
        log.commit();
        if (!round.ripe().isEmpty()) {
            run(round.ripe(), permission);
        }
    }

    /// When a lock, what became of a broken one, or a lease wants to be looked at next.
    Optional<Duration> untilLook() {
        Moment now = time.moment();
        Stream<Duration> ofLocks = locks.stream().flatMap(known -> known.next(now));
        return Stream.concat(ofLocks, leases.next().stream()).min(Duration::compareTo);
    }

    /// Begins to look, for a sweep or for somebody who asks: what the clocks and our sight have to
    /// say comes first.
    ///
    /// @return what this looking is called in the log
    String begin(Moment now) throws IOException {
        String id = idPrefix + "-" + ++number;
        noteTime(now, id);
        noteVisibility(now.bootId(), id);
        return id;
    }

    private void noteVisibility(String boot, String id) throws IOException {
        var event = blindness.look(processes.visibility(), boot, id);
        if (event.isPresent()) {
            log.append(event.get());
        }
    }

    private LockSummary breakLocks(
            List<StoreObservation> stores,
            List<Place> places,
            Permission permission,
            Moment now,
            String id)
            throws IOException {
        if (locks.isEmpty()) {
            return LockSummary.NONE;
        }
        LockRound round = new LockRound(locks.get(), permission, now, id);
        for (StoreObservation store : stores) {
            round.look(store.store(), store.lockEra(), store.locks());
        }
        round.endLook(Set.copyOf(places));
        return round.act(round.ripe().isEmpty() ? Set.of() : quarantine.restored());
    }

    /// Says within which time the next sweep is meant to begin.
    ///
    /// @param turn how long a turn usually takes
    public void promise(Duration next, Duration turn) {
        attention.promise(next.plus(turn));
    }

    /// Intents of breaks of which it is not known yet whether they helped.
    Set<String> watchedBreaks() {
        return locks.map(known -> known.effects().intents()).orElse(Set.of());
    }

    /// How much longer nothing is confirmed because of a boot, a resume or a clock step.
    public Duration stillSettling() {
        return attention.stillSettling();
    }

    private void noteTime(Moment now, String id) throws IOException {
        var event = events.time(attention.look(now), id);
        if (event.isPresent()) {
            log.append(event.get());
        }
    }

    private List<StoreObservation> look(
            List<Place> places, List<Oddity> oddities, boolean whole, Moment now, String id)
            throws IOException {
        List<StoreObservation> stores = new ArrayList<>();
        if (whole) {
            observer.expect(places.size());
        }
        observer.beginLook();
        for (Place store : places) {
            try {
                StoreObservation seen = observer.observe(store, now.wall());
                stores.add(seen);
                quiet.observed(seen, this::waits, now.wall());
                noteEra(store, seen.lockEra());
                oddities.addAll(seen.oddities());
            } catch (NoSuchFileException | RefusedException replaced) {
                // Whoever replaced it changed the way to it.
                quiet.forget();
                oddities.add(new Oddity(store, "replaced while it was looked at"));
            } catch (IOException unreadable) {
                quiet.notObserved(store);
                oddities.add(
                        new Oddity(
                                store, "not readable: " + unreadable.getClass().getSimpleName()));
            }
        }
        if (whole) {
            eras.keySet().retainAll(Set.copyOf(places));
        }
        observer.endLook(whole ? _ -> true : Set.copyOf(places)::contains);
        for (Oddity oddity : oddities) {
            if (told.isNew(oddity.place(), oddity.what())) {
                log.append(events.oddity(oddity, id));
            }
        }
        return stores;
    }

    /// Another era may say something about other stores, too.
    private void noteEra(Place store, Era era) {
        Era before = eras.put(store, era);
        if (before != null && before != era) {
            quiet.forget();
        }
    }

    /// Whether a store is to be looked at in every sweep.
    private boolean waits(StoreObservation seen) {
        return QuietStores.waits(seen, attention.required(settings.confirmGap()))
                || told.has(seen.store().child("sessions.json"))
                || legacy.waitsFor(seen);
    }

    private TempTriage triage(Moment now, Permission permission, String id) {
        TempRule rule =
                new TempRule(
                        settings.olderThan(),
                        attention.required(settings.confirmGap()),
                        root.uid(),
                        now.wall(),
                        attention.clockSetAt());
        TempPolicy policy = new TempPolicy(settings.action(), permission);
        return new TempTriage(rule, policy, closely, log, told, events, id);
    }

    /// One alert when more is due than one sweep may do, and none again until that is over.
    private void noteBacklog(TempTriage triage, String id) throws IOException {
        if (triage.due() <= settings.maxPerSweep()) {
            told.isOver(Place.TOP);
        } else if (told.isNew(Place.TOP, "backlog")) {
            log.append(events.backlog(triage.due(), triage.dueBytes(), settings.maxPerSweep(), id));
        }
    }

    private SweepRecord record(
            String id,
            Moment started,
            List<StoreObservation> stores,
            TempTriage triage,
            LockSummary broken,
            LegacySummary migrated,
            Tally reaped) {
        Map<String, Integer> eras = new TreeMap<>();
        for (StoreObservation store : stores) {
            eras.merge(store.era().word(), 1, Integer::sum);
        }
        int left = settings.enabled() ? triage.beyondBudget() + beyondBound(stores) : 0;
        Tally tally = reaped.plus(broken.tally()).plus(migrated.tally());
        return new SweepRecord(
                id,
                stores.size(),
                eras,
                triage.waiting(),
                triage.unconfirmed(),
                triage.due(),
                triage.kept() + broken.kept(),
                left + broken.left() + migrated.left(),
                triage.undecided(),
                tally,
                broken,
                migrated,
                blindness.reason(),
                time.moment().since(started),
                next(triage, left, reaped, broken, migrated));
    }

    private static int beyondBound(List<StoreObservation> stores) {
        return stores.stream().mapToInt(StoreObservation::beyondBound).sum();
    }

    /// What was left is gone on with at once, but only as long as that gets anywhere.
    private Optional<Duration> next(
            TempTriage triage, int left, Tally reaped, LockSummary broken, LegacySummary migrated) {
        if ((left > 0 && reaped.applied() > 0) || (broken.more() && broken.tally().applied() > 0)) {
            return Optional.of(Duration.ZERO);
        }
        Optional<Duration> temps =
                triage.undecided() ? Optional.of(settings.confirmGap()) : triage.next();
        return Stream.concat(temps.stream(), migrated.next().stream()).min(Duration::compareTo);
    }
}
