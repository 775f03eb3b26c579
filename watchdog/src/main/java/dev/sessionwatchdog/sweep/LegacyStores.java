package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.LegacyEvents;
import dev.sessionwatchdog.action.Tally;
import dev.sessionwatchdog.decision.Decision;
import dev.sessionwatchdog.decision.LegacyDecision;
import dev.sessionwatchdog.decision.LegacyPolicy;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.finding.LegacyFinding;
import dev.sessionwatchdog.observation.StoreObservation;
import dev.sessionwatchdog.store.forensic.LogFailedException;
import dev.sessionwatchdog.store.migration.MigrationEvent;
import dev.sessionwatchdog.store.migration.MigrationOutcome;
import dev.sessionwatchdog.store.migration.MigrationRemains;
import dev.sessionwatchdog.store.migration.StoreState;
import dev.sessionwatchdog.store.root.Identity;
import dev.sessionwatchdog.store.root.Place;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rule `store.legacy` in the sweeps: judges every legacy store, says once why one is left
/// alone, and migrates what may be migrated, one store after the other.
final class LegacyStores {

    private static final Logger LOG = LoggerFactory.getLogger(LegacyStores.class);

    /// Stores that one sweep migrates; the next one follows at once. A store of ordinary size takes
    /// a second.
    static final int MOST_AT_ONCE = 8;

    /// What was interrupted is not tried sooner because an index changes.
    private static final Identity NO_INDEX = new Identity(0, 0, 0, Instant.EPOCH, Instant.EPOCH);

    private final LegacyParts parts;
    private final Told told = new Told();
    private final Set<Place> toldOf = new HashSet<>();
    private final LegacyAttempts attempts = new LegacyAttempts();
    private final ExpiredBackups expired;
    private Optional<MigrationRemains> remains = Optional.empty();

    LegacyStores(LegacyParts parts) {
        this.parts = parts;
        this.expired = new ExpiredBackups(parts);
    }

    /// Judges these stores, and migrates what is ripe.
    ///
    /// @param all whether there are no other stores
    /// @param sweep what the looking is called in the log
    /// @throws LogFailedException if the evidence cannot be written
    LegacySummary take(
            List<StoreObservation> stores, boolean all, Permission permission, String sweep)
            throws IOException, InterruptedException {
        Tally finished = finish(stores, all, permission, sweep);
        if (!parts.settings().enabled()) {
            return new LegacySummary(0, 0, 0, Optional.empty(), finished);
        }
        parts.look().begin(stores, all);
        List<StoreObservation> legacy =
                stores.stream()
                        .filter(LegacyLook::concerns)
                        .filter(store -> !parts.unfinished().contains(store.store()))
                        .toList();
        forgetOthers(stores, legacy, all);
        LegacyPolicy policy = new LegacyPolicy(permission);
        List<LegacyDecision.Migrate> due = new ArrayList<>();
        List<LegacyDecision.Abstain> left = new ArrayList<>();
        for (StoreObservation store : legacy) {
            try {
                switch (policy.decide(parts.look().judge(store, parts.rule(), false))) {
                    case LegacyDecision.Migrate migrate -> due.add(migrate);
                    case LegacyDecision.Abstain abstain -> left.add(abstain);
                }
            } catch (LogFailedException fatal) {
                throw fatal;
            } catch (IOException outOfReach) {
                LOG.warn("legacy store {} cannot be judged", store.store(), outOfReach);
            }
        }
        int waiting = tell(left, all, sweep);
        if (all && permission instanceof Permission.Granted) {
            expired.remove(stores, sweep);
        }
        LegacySummary summary = migrate(due, legacy.size(), waiting, permission, sweep);
        return summary.plus(finished);
    }

    /// Whether the stores of this root are judged one by one, because its gateway is known to read
    /// directories; by what the last look found out.
    boolean judgesAll() {
        return parts.settings().enabled() && parts.look().knowsReader();
    }

    /// Whether a store is to be looked at in every sweep.
    boolean waitsFor(StoreObservation store) {
        return parts.unfinished().contains(store.store())
                || (judgesAll() && LegacyLook.concerns(store));
    }

    /// Goes on with what was interrupted, also where nothing new is begun.
    private Tally finish(
            List<StoreObservation> stores, boolean all, Permission permission, String sweep)
            throws IOException {
        if (permission instanceof Permission.Withheld) {
            return Tally.NOTHING;
        }
        if (all || remains.isEmpty()) {
            try {
                remains = Optional.of(MigrationRemains.of(parts.root(), ControlFiles.HOME));
            } catch (IOException outOfReach) {
                LOG.warn("what migrations left cannot be listed", outOfReach);
                return Tally.NOTHING;
            }
        }
        Tally tally = Tally.NOTHING;
        for (StoreObservation each : stores) {
            if (isUnfinished(each, remains.get())
                    && attempts.mayTry(each.store(), NO_INDEX, parts.time().moment())) {
                tally = tally.plus(finishOne(each.store(), permission, sweep));
            }
        }
        return tally;
    }

    private boolean isUnfinished(StoreObservation store, MigrationRemains known) {
        try {
            parts.unfinished().survey(store, parts.migrations(), known, parts.time().moment());
        } catch (IOException outOfReach) {
            LOG.warn("store {} cannot be looked at", store.store(), outOfReach);
        }
        return parts.unfinished().contains(store.store());
    }

    private Tally finishOne(Place store, Permission permission, String sweep) throws IOException {
        try {
            LegacyRun run = new LegacyRun(parts, permission, sweep);
            if (run.withheld(store).isPresent()) {
                return Tally.NOTHING;
            }
            LegacyRun.Ran ran = run.recover(store, List.of(), mayMerge());
            tell(store, ran, sweep);
            StoreState state = parts.migrations().looking(store).state(List.of());
            parts.unfinished().note(store, state);
            parts.takenBack().isOver(store, state);
            if (parts.unfinished().contains(store)) {
                putOff(store, ran.outcome());
            }
            return tally(ran.outcome());
        } catch (LogFailedException fatal) {
            throw fatal;
        } catch (IOException failed) {
            attempts.failed(store, NO_INDEX, parts.time().moment());
            LOG.warn("store {} could not be brought to its end", store, failed);
            return new Tally(0, 0, 1, 0, 0);
        }
    }

    /// A gateway that is in the way may stop soon; a disk that fails does not heal so fast.
    private void putOff(Place store, MigrationOutcome outcome) {
        if (outcome instanceof MigrationOutcome.Overtaken) {
            attempts.putOff(store, NO_INDEX, parts.time().moment());
        } else {
            attempts.failed(store, NO_INDEX, parts.time().moment());
        }
    }

    /// Sightings of a sibling are for what stands still; here the configuration has to say it.
    private boolean mayMerge() {
        return parts.settings().enabled() && parts.migrations().directoriesAreRead();
    }

    private void forgetOthers(
            List<StoreObservation> stores, List<StoreObservation> legacy, boolean all) {
        Set<Place> concerned = new HashSet<>();
        legacy.forEach(store -> concerned.add(store.store()));
        for (StoreObservation store : stores) {
            if (!concerned.contains(store.store())
                    && !parts.unfinished().contains(store.store())
                    && toldOf.remove(store.store())) {
                told.isOver(store.store());
            }
        }
        if (all) {
            Set<Place> there = new HashSet<>();
            stores.forEach(store -> there.add(store.store()));
            parts.unfinished().keep(there::contains);
            attempts.keep(store -> concerned.contains(store) || parts.unfinished().contains(store));
        }
    }

    /// One event per change of reason; what is the same for all stores of a root in one event.
    ///
    /// @return how many only wait
    private int tell(List<LegacyDecision.Abstain> left, boolean all, String sweep)
            throws IOException {
        int waiting = 0;
        Map<LegacyFinding.Reason, List<LegacyDecision.Abstain>> together =
                new EnumMap<>(LegacyFinding.Reason.class);
        for (LegacyDecision.Abstain abstain : left) {
            Optional<LegacyFinding.Reason> ofTheRoot = ofTheRoot(abstain);
            if (abstain.verdict() == Decision.Verdict.WAIT) {
                waiting++;
            } else if (ofTheRoot.isPresent()) {
                together.computeIfAbsent(ofTheRoot.get(), _ -> new ArrayList<>()).add(abstain);
            } else if (told.isNew(abstain.finding().seen().store(), abstain.reason())) {
                toldOf.add(abstain.finding().seen().store());
                parts.log().append(LegacyEvents.kept(abstain, parts.root(), sweep));
            }
        }
        for (var each : together.entrySet()) {
            if (told.isNew(Place.TOP, each.getKey().words())) {
                parts.log()
                        .append(
                                LegacyEvents.keptAll(
                                        each.getValue().getFirst(),
                                        stores(each.getValue()),
                                        parts.root(),
                                        sweep));
            }
        }
        if (all && together.isEmpty()) {
            told.isOver(Place.TOP);
        }
        return waiting;
    }

    private static Optional<LegacyFinding.Reason> ofTheRoot(LegacyDecision.Abstain abstain) {
        return abstain.finding() instanceof LegacyFinding.Kept kept && kept.reason().ofTheRoot()
                ? Optional.of(kept.reason())
                : Optional.empty();
    }

    private static List<Place> stores(List<LegacyDecision.Abstain> abstained) {
        return abstained.stream().map(each -> each.finding().seen().store()).toList();
    }

    private LegacySummary migrate(
            List<LegacyDecision.Migrate> due,
            int standing,
            int waiting,
            Permission permission,
            String sweep)
            throws IOException {
        Tally tally = Tally.NOTHING;
        int tried = 0;
        int left = 0;
        for (LegacyDecision.Migrate each : due) {
            Place store = each.migratable().seen().store();
            Identity index = each.migratable().seen().index().facts().identity();
            if (!attempts.mayTry(store, index, parts.time().moment())) {
                continue;
            }
            if (tried == MOST_AT_ONCE || parts.stopping().getAsBoolean()) {
                left++;
                continue;
            }
            tried++;
            tally = tally.plus(migrateOne(each, store, index, permission, sweep));
        }
        return new LegacySummary(standing, waiting, left, next(waiting, left), tally);
    }

    private Optional<Duration> next(int waiting, int left) {
        if (left > 0 && !parts.stopping().getAsBoolean()) {
            return Optional.of(Duration.ZERO);
        }
        return waiting > 0 ? Optional.of(parts.confirmGap()) : Optional.empty();
    }

    private Tally migrateOne(
            LegacyDecision.Migrate due,
            Place store,
            Identity index,
            Permission permission,
            String sweep)
            throws IOException {
        try {
            LegacyRun.Ran ran =
                    new LegacyRun(parts, permission, sweep)
                            .migrate(store, parts.migrations().layout(), due.finding().checks());
            attempts.note(store, index, parts.time().moment(), ran.outcome());
            tell(store, ran, sweep);
            LOG.debug("legacy store {}: {}", store, ran.outcome().words());
            return tally(ran.outcome());
        } catch (LogFailedException fatal) {
            throw fatal;
        } catch (IOException failed) {
            attempts.failed(store, index, parts.time().moment());
            LOG.warn("legacy store {} could not be migrated", store, failed);
            return new Tally(0, 0, 1, 0, 0);
        }
    }

    /// What the library refuses before it begins is told once for each reason.
    private void tell(Place store, LegacyRun.Ran ran, String sweep) throws IOException {
        if (!ran.isUntold()) {
            told.isOver(store);
        } else if (told.isNew(store, ran.outcome().words())) {
            toldOf.add(store);
            parts.log()
                    .append(
                            LegacyEvents.notBegun(
                                    MigrationEvent.MIGRATE,
                                    ran.outcome(),
                                    store,
                                    parts.root(),
                                    sweep,
                                    parts.migrations().keys()));
        }
    }

    private static Tally tally(MigrationOutcome outcome) {
        return switch (outcome) {
            case MigrationOutcome.Migrated _,
                    MigrationOutcome.Merged _,
                    MigrationOutcome.RolledBack _,
                    MigrationOutcome.PutBack _,
                    MigrationOutcome.Abandoned _ ->
                    new Tally(1, 0, 0, 0, 0);
            case MigrationOutcome.NothingToDo _ -> Tally.NOTHING;
            case MigrationOutcome.Refused _, MigrationOutcome.Overtaken _ ->
                    new Tally(0, 1, 0, 0, 0);
            case MigrationOutcome.Failed _, MigrationOutcome.Indeterminate _ ->
                    new Tally(0, 0, 1, 0, 0);
        };
    }
}
