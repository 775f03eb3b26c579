package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.Allowance;
import dev.sessionwatchdog.action.Pace;
import dev.sessionwatchdog.action.Tally;
import dev.sessionwatchdog.action.TempReaper;
import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.decision.Decision;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.decision.TempPolicy;
import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.finding.TempRule;
import dev.sessionwatchdog.observation.Attention;
import dev.sessionwatchdog.observation.CloseObserver;
import dev.sessionwatchdog.observation.HeldDirectory;
import dev.sessionwatchdog.observation.LockName;
import dev.sessionwatchdog.observation.Oddity;
import dev.sessionwatchdog.observation.ProcessTable;
import dev.sessionwatchdog.observation.StoreObservation;
import dev.sessionwatchdog.quarantine.QuarantineDirectory;
import dev.sessionwatchdog.quarantine.Restored;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.Moment;
import dev.sessionwatchdog.store.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// One bounded pass over stores of one root: look, find, decide, act, and say what was done and
/// what was not. What it remembers between passes is what has been watched and what has been said;
/// which stores it takes in is for [SweepScope] to say.
public final class Sweep {

    private final Root root;
    private final Time time;
    private final ForensicLog log;
    private final Config.Tmp settings;
    private final Attention attention;
    private final CloseObserver closely;
    private final TempReaper reaper;
    private final Pace pace;
    private final QuarantineDirectory quarantine;
    private final ProcessTable processes;
    private final Optional<Locks> locks;
    private final StoreLeases leases;
    private final LegacyStores legacy;
    private final SweepEvents events;
    private final Told told = new Told();
    private final String idPrefix;
    private final Blindness blindness;
    private final StoreLook look;
    private int number;
    private final Upgrades upgrades = new Upgrades();

    /// What one sweep did, and what its budget left for the next one, if that can go on with it.
    record Result(SweepRecord record, Optional<Remainder> remainder) {}

    Sweep(SweepParts parts, LegacyStores legacy, QuietStores quiet) {
        this.root = parts.root();
        this.time = parts.time();
        this.log = parts.log();
        this.settings = parts.settings();
        this.attention = parts.attention();
        this.closely = parts.closely();
        this.reaper = parts.reaper();
        this.pace = parts.pace();
        this.quarantine = parts.quarantine();
        this.processes = parts.processes();
        this.locks = parts.locks();
        this.leases = parts.leases();
        this.legacy = legacy;
        this.idPrefix = parts.idPrefix();
        this.events = new SweepEvents(root);
        this.blindness = new Blindness(events);
        this.look = new StoreLook(parts, legacy, quiet, told, events);
    }

    /// Looks at some stores only; it has a summary only if something was done.
    ///
    /// @throws IOException if the root or the forensic log is out of reach; nothing was begun that
    ///   the log does not know of
    SweepRecord run(Set<Place> stores, Permission permission)
            throws IOException, InterruptedException {
        Moment started = time.moment();
        String id = begin(started);
        return run(List.copyOf(stores), new ArrayList<>(), false, permission, started, id).record();
    }

    /// A sweep that only does what the one before had to leave for the sake of its budget. When
    /// that is done, everything is looked at again at once.
    Result goOn(Remainder rest, Permission permission, Moment started, String id)
            throws IOException, InterruptedException {
        Permission permitted = upgrades.guarded(rest.stores(), true, permission);
        TempTriage triage = triage(started, permitted, id);
        triage.goOnWith(rest.due());
        Tally tally = reap(triage, started, id);
        int left = triage.beyondBudget() + StepResults.beyondBound(rest.stores());
        Duration took = time.moment().since(started);
        SweepRecord record =
                rest.before()
                        .goneOn(
                                id,
                                triage.due(),
                                triage.kept(),
                                left,
                                tally,
                                took,
                                pace.waits(),
                                pace.rest());
        tell(record);
        return new Result(
                record,
                Remainder.of(triage, rest.stores(), record, attention.epoch(), rest.seen()));
    }

    private Tally reap(TempTriage triage, Moment started, String id)
            throws IOException, InterruptedException {
        Tally tally = Tally.NOTHING;
        if (!settings.enabled() || triage.due() == 0) {
            return tally;
        }
        Allowance allowance = pace.allowance(settings.maxPerSweep());
        Set<Restored> restored = quarantine.restored();
        triage.order(
                allowance, seen -> reaper.resting().holds(seen.place(), seen.facts(), started));
        try (HeldDirectory held = new HeldDirectory(root, time)) {
            List<Decision.Reap> acts = triage.decide(allowance, restored, held);
            while (!acts.isEmpty()) {
                tally = tally.plus(reaper.reap(acts, id));
                acts = tally.left() > 0 ? List.of() : triage.decide(allowance, restored, held);
            }
        }
        return tally;
    }

    /// The one function that knows all the steps.
    ///
    /// @param oddities what was odd on the way to the stores
    /// @param whole whether there are no other stores
    Result run(
            List<Place> places,
            List<Oddity> oddities,
            boolean whole,
            Permission permission,
            Moment started,
            String id)
            throws IOException, InterruptedException {
        List<StoreObservation> stores = look.look(places, oddities, whole, started, id);
        Permission permitted = upgrades.guarded(stores, whole, permission);
        leases.survey(stores, whole, permitted);
        LockSummary broken = breakLocks(stores, places, permitted, started, id);
        TempTriage triage = triage(started, permitted, id);
        for (StoreObservation store : stores) {
            triage.take(store);
        }
        noteBacklog(triage, id);
        Tally tally = reap(triage, started, id);
        LegacySummary migrated = legacy.take(stores, whole, permitted, id);
        SweepRecord record =
                new StepResults(stores, triage, broken, migrated, tally, pace.waits(), pace.rest())
                        .record(id, settings, blind(), time.moment().since(started));
        if (whole || record.tally().planned() > 0) {
            tell(record);
        } else {
            log.commit();
        }
        return new Result(
                record,
                whole && tally.applied() > 0
                        ? Remainder.of(triage, stores, record, attention.epoch(), started)
                        : Optional.empty());
    }

    /// Writes the summary of a sweep, its last line.
    void tell(SweepRecord record) throws IOException {
        log.append(events.summary(record));
        log.commit();
    }

    /// Why process owners could not be seen at the last look; empty when they could.
    Optional<String> blind() {
        return blindness.reason();
    }

    /// Goes on waiting for the end of what an earlier watchdog told, and says it when it comes.
    void carry(Carried trouble, Place place) {
        trouble.on(place, blindness, events, told, locks, time.moment());
    }

    /// Notes that a lock was made in a store that was seen before; a new store's are found with it.
    void notice(Place lock) {
        Optional<Era> era = look.era(lock.parent());
        if (locks.isPresent() && era.isPresent()) {
            LockName.recognise(lock.name())
                    .ifPresent(name ->
                            locks.get()
                                    .watch()
                                    .stands(
                                            lock.parent(),
                                            era.get(),
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
}
