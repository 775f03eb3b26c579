package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.Allowance;
import dev.sessionwatchdog.action.Event;
import dev.sessionwatchdog.decision.Decision;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.decision.TempPolicy;
import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.finding.TempFinding;
import dev.sessionwatchdog.finding.TempRule;
import dev.sessionwatchdog.observation.CloseObserver;
import dev.sessionwatchdog.observation.Health;
import dev.sessionwatchdog.observation.HeldDirectory;
import dev.sessionwatchdog.observation.StoreObservation;
import dev.sessionwatchdog.observation.TempSeen;
import dev.sessionwatchdog.quarantine.Restored;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Sorts the temps of one sweep: what waits, what is left alone, what is due; and says once why
/// something is left alone.
final class TempTriage {

    /// Acts that are decided on before they are carried out: the evidence of each is kept in memory
    /// as long.
    private static final int HANDFUL = 400;

    private static final Name INDEX = new Name("sessions.json");

    private final TempRule rule;
    private final TempPolicy policy;
    private final CloseObserver closely;
    private final ForensicLog log;
    private final Told told;
    private final SweepEvents events;
    private final String sweep;

    private final List<TempSeen> due = new ArrayList<>();
    private int examined;
    private int waiting;
    private int unconfirmed;
    private int kept;
    private boolean undecided;
    private Optional<Duration> next = Optional.empty();

    TempTriage(
            TempRule rule,
            TempPolicy policy,
            CloseObserver closely,
            ForensicLog log,
            Told told,
            SweepEvents events,
            String sweep) {
        this.rule = rule;
        this.policy = policy;
        this.closely = closely.forOneSweep();
        this.log = log;
        this.told = told;
        this.events = events;
        this.sweep = sweep;
    }

    /// Takes up one store's temps.
    void take(StoreObservation store) throws IOException {
        List<TempSeen> ripe = new ArrayList<>();
        // A store without an index may be a damaged one: that is told once its temps are due.
        boolean counts = store.era().ours() || store.era() == Era.UNKNOWN;
        for (TempSeen seen : store.temps()) {
            if (rule.onlyWaits(seen)) {
                if (counts) {
                    noteWaiting(seen);
                }
                continue;
            }
            Optional<TempFinding> finding = rule.atFirstSight(seen);
            if (finding.isEmpty()) {
                ripe.add(seen);
            } else if (counts) {
                note(policy.decide(finding.get()));
            }
        }
        if (indexIsProvenGood(store, ripe) && eraIsOurs(store)) {
            due.addAll(ripe);
        } else {
            kept += ripe.size();
        }
    }

    private boolean eraIsOurs(StoreObservation store) throws IOException {
        Place about = store.store();
        if (store.era() != Era.UPGRADING) {
            Optional<Event> over = events.upgraded(about, sweep);
            if (over.isPresent()) {
                log.append(over.get());
            }
        }
        if (store.era().ours()) {
            told.isOver(about);
            return true;
        }
        // An upgrade that does not end keeps the gateway from starting, whatever lies there (S52).
        boolean worthTelling = store.era() == Era.UPGRADING || !store.temps().isEmpty();
        if (!worthTelling) {
            told.isOver(about);
        } else if (told.isNew(about, store.era().word())) {
            log.append(events.notOurEra(about, store.era(), store.temps().size(), sweep));
        }
        return false;
    }

    /// Read whole only when something is due, or when its ends look wrong: reading a large index
    /// costs.
    private boolean indexIsProvenGood(StoreObservation store, List<TempSeen> ripe)
            throws IOException {
        boolean asked =
                switch (store.era()) {
                    case SINGLE_FILE -> !ripe.isEmpty() || mayBeDamaged(store);
                    case DIRECTORY, UNKNOWN -> !ripe.isEmpty();
                    case SQLITE, UPGRADING, MIXED -> false;
                };
        if (!asked) {
            return true;
        }
        Place index = store.store().child(INDEX);
        Health health = closely.index(store.store(), store.era());
        switch (health) {
            case Health.Good _ -> {
                if (told.isOver(index)) {
                    log.append(events.healthyAgain(index, sweep));
                }
            }
            case Health.Missing _, Health.Damaged _ -> {
                if (told.isNew(index, health.words())) {
                    log.append(
                            events.corrupt(
                                    index,
                                    health,
                                    ripe.size(),
                                    NewestSources.of(ripe, closely),
                                    sweep));
                }
            }
            case Health.SeenDamagedOnce _ -> undecided = true;
            case Health.CannotTell _ -> {
                if (told.isNew(index, health.words())) {
                    log.append(events.indexUnclear(index, health, sweep));
                }
            }
        }
        return health instanceof Health.Good;
    }

    /// What is being written may look like anything: the index has to have been watched as long as
    /// a temp would have been.
    private boolean mayBeDamaged(StoreObservation store) throws IOException {
        boolean stands =
                store.index()
                        .filter(index -> index.sighting().watched().compareTo(rule.confirm()) >= 0)
                        .isPresent();
        return told.has(store.store().child(INDEX))
                || (stands
                        && switch (closely.ends(store.store())) {
                            case Health.SeenDamagedOnce _, Health.Damaged _ -> true;
                            case Health.Good _, Health.Missing _, Health.CannotTell _ -> false;
                        });
    }

    private static Instant mtime(TempSeen seen) {
        return seen.facts().mtime();
    }

    private void note(Decision decision) throws IOException {
        switch (decision) {
            case Decision.Abstain abstain -> {
                if (abstain.verdict() == Decision.Verdict.WAIT) {
                    noteWaiting(abstain.finding().seen());
                } else {
                    kept++;
                    if (told.isNew(abstain.finding().seen().place(), abstain.reason())) {
                        log.append(events.leftAlone(abstain, sweep));
                    }
                }
            }
            case Decision.Reap _ -> {
                // Only findings of the first sight come here, and none of them is an orphan.
            }
        }
    }

    private void noteWaiting(TempSeen seen) {
        waiting++;
        unconfirmed += isOldEnough(seen) ? 1 : 0;
        soonest(dueIn(seen));
    }

    private boolean isOldEnough(TempSeen seen) {
        return Duration.between(seen.facts().mtime(), rule.now()).compareTo(rule.olderThan()) >= 0;
    }

    private Duration dueIn(TempSeen seen) {
        Duration ageLeft =
                rule.olderThan().minus(Duration.between(seen.facts().mtime(), rule.now()));
        Duration watchLeft = rule.confirm().minus(seen.sighting().watched());
        Duration longer = ageLeft.compareTo(watchLeft) > 0 ? ageLeft : watchLeft;
        return longer.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : longer;
    }

    private void soonest(Duration due) {
        if (next.isEmpty() || due.compareTo(next.get()) < 0) {
            next = Optional.of(due);
        }
    }

    /// Puts what is due in the order in which it is looked at closely: the oldest as far as they
    /// may be acted on, those of one directory after each other, so that it is synced seldom.
    ///
    /// @param rests what is left alone for now
    void order(Allowance allowance, Predicate<TempSeen> rests) {
        int all = due.size();
        due.removeIf(rests);
        kept += all - due.size();
        due.sort(Comparator.comparing(TempTriage::mtime));
        List<TempSeen> oldest = due.subList(0, allowance.reach(due, seen -> seen.facts().size()));
        Map<Place, List<TempSeen>> byDirectory = new LinkedHashMap<>();
        for (TempSeen seen : oldest) {
            byDirectory.computeIfAbsent(seen.directory(), _ -> new ArrayList<>()).add(seen);
        }
        int at = 0;
        for (List<TempSeen> directory : byDirectory.values()) {
            for (TempSeen seen : directory) {
                oldest.set(at++, seen);
            }
        }
    }

    /// Looks closely at what comes next in that order, and decides, until a handful of acts is
    /// found or the allowance is spent.
    ///
    /// What is only reported is looked at closely once, and not again at each sweep.
    ///
    /// @param restored what a person has put back, which no rule takes again
    /// @return empty when there is nothing more to do
    List<Decision.Reap> decide(Allowance allowance, Set<Restored> restored, HeldDirectory held)
            throws IOException {
        List<Decision.Reap> acts = new ArrayList<>();
        Map<Place, Health> indexes = new HashMap<>();
        while (examined < due.size() && acts.size() < HANDFUL && !allowance.isSpent()) {
            TempSeen seen = due.get(examined++);
            if (policy.permission() instanceof Permission.Withheld && told.has(seen.place())) {
                kept++;
                continue;
            }
            // Once for a store: it is looked at again for each file at the act.
            Health index = indexes.get(seen.store());
            if (index == null) {
                index = closely.index(seen.store(), seen.era());
                indexes.put(seen.store(), index);
            }
            TempFinding finding =
                    restored.contains(Restored.like(seen.facts()))
                            ? rule.restored(seen)
                            : rule.judge(closely.look(seen, held), index);
            Decision decision = policy.decide(finding);
            switch (decision) {
                case Decision.Reap reap -> {
                    acts.add(reap);
                    allowance.take(seen.facts().size());
                }
                case Decision.Abstain _ -> note(decision);
            }
        }
        return acts;
    }

    /// Goes on with what an earlier sweep found due.
    void goOnWith(List<TempSeen> left) {
        due.addAll(left);
    }

    /// What is due and was not looked at closely within the budget, oldest first.
    List<TempSeen> left() {
        return List.copyOf(due.subList(examined, due.size()));
    }

    /// How many were due.
    int due() {
        return due.size();
    }

    /// How much they hold.
    long dueBytes() {
        return due.stream().mapToLong(seen -> seen.facts().size()).sum();
    }

    /// How many of them could not be looked at closely within the budget.
    int beyondBudget() {
        return due.size() - examined;
    }

    int waiting() {
        return waiting;
    }

    int unconfirmed() {
        return unconfirmed;
    }

    int kept() {
        return kept;
    }

    boolean undecided() {
        return undecided;
    }

    Optional<Duration> next() {
        return next;
    }
}
