package dev.sessionwatchdog.sweep;

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
import dev.sessionwatchdog.observation.Observer;
import dev.sessionwatchdog.observation.Oddity;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// One bounded pass over one root: look, find, decide, act, and say what was done and what was not.
/// What it remembers between passes is what has been watched and what has been said.
public final class Sweep {

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
    private final SweepEvents events;
    private final Told told = new Told();
    private final String idPrefix;
    private int number;

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
        this.idPrefix = parts.idPrefix();
        this.events = new SweepEvents(root);
    }

    /// Sweeps every store of the root; its summary is the last line that it writes.
    ///
    /// @throws IOException if the root or the forensic log is out of reach; nothing was begun that
    ///   the log does not know of
    public SweepRecord run(Permission permission) throws IOException, InterruptedException {
        List<Oddity> oddities = new ArrayList<>();
        return run(pattern.expand(root, oddities), oddities, true, permission);
    }

    /// Looks at some stores only; it has a summary only if something was done.
    ///
    /// @throws IOException as the other
    public SweepRecord run(Set<Place> stores, Permission permission)
            throws IOException, InterruptedException {
        return run(List.copyOf(stores), new ArrayList<>(), false, permission);
    }

    /// The one function that knows all the steps.
    private SweepRecord run(
            List<Place> places, List<Oddity> oddities, boolean whole, Permission permission)
            throws IOException, InterruptedException {
        Moment started = time.moment();
        String id = idPrefix + "-" + ++number;
        noteTime(started, id);
        List<StoreObservation> stores = look(places, oddities, whole, started, id);
        TempTriage triage = triage(started, guarded(stores, permission), id);
        for (StoreObservation store : stores) {
            triage.take(store);
        }
        noteBacklog(triage, id);
        List<Decision.Reap> acts =
                settings.enabled() && triage.due() > 0
                        ? triage.decide(settings.maxPerSweep(), quarantine.restored())
                        : List.of();
        Tally tally = reaper.reap(acts, id);
        SweepRecord record = record(id, started, stores, triage, tally);
        if (whole || tally.planned() > 0) {
            log.append(events.summary(record));
        }
        log.commit();
        return record;
    }

    /// Says within which time the next sweep is meant to begin.
    public void promise(Duration next, Duration lastSweepTook) {
        attention.promise(next.plus(lastSweepTook));
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
        observer.beginLook();
        for (Place store : places) {
            try {
                StoreObservation seen = observer.observe(store, now.wall());
                stores.add(seen);
                oddities.addAll(seen.oddities());
            } catch (NoSuchFileException | RefusedException replaced) {
                oddities.add(new Oddity(store, "replaced while it was looked at"));
            } catch (IOException unreadable) {
                oddities.add(
                        new Oddity(
                                store, "not readable: " + unreadable.getClass().getSimpleName()));
            }
        }
        observer.endLook(whole ? _ -> true : Set.copyOf(places)::contains);
        for (Oddity oddity : oddities) {
            if (told.isNew(oddity.place(), oddity.what())) {
                log.append(events.oddity(oddity, id));
            }
        }
        return stores;
    }

    /// While the gateway upgrades any store of a root, the whole root is read-only for us.
    private static Permission guarded(List<StoreObservation> stores, Permission permission) {
        boolean upgrading = stores.stream().anyMatch(store -> store.era() == Era.UPGRADING);
        return upgrading ? new Permission.Withheld("store.upgrading") : permission;
    }

    private TempTriage triage(Moment now, Permission permission, String id) {
        TempRule rule =
                new TempRule(
                        settings.olderThan(),
                        attention.required(settings.confirmGap()),
                        root.uid(),
                        now.wall());
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
            Tally tally) {
        Map<String, Integer> eras = new TreeMap<>();
        int beyondBound = 0;
        for (StoreObservation store : stores) {
            eras.merge(store.era().word(), 1, Integer::sum);
            beyondBound += store.beyondBound();
        }
        int left = settings.enabled() ? triage.beyondBudget() + beyondBound : 0;
        return new SweepRecord(
                id,
                stores.size(),
                eras,
                triage.waiting(),
                triage.unconfirmed(),
                triage.due(),
                triage.kept(),
                left,
                triage.undecided(),
                tally,
                time.moment().since(started),
                next(triage, left, tally));
    }

    /// What was left is gone on with at once, but only as long as that gets anywhere.
    private Optional<Duration> next(TempTriage triage, int left, Tally tally) {
        if (left > 0 && tally.applied() > 0) {
            return Optional.of(Duration.ZERO);
        }
        return triage.undecided() ? Optional.of(settings.confirmGap()) : triage.next();
    }
}
