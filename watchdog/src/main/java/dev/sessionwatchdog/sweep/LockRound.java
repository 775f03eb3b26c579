package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.LockBreaker;
import dev.sessionwatchdog.action.Tally;
import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.decision.Decision;
import dev.sessionwatchdog.decision.LockDecision;
import dev.sessionwatchdog.decision.LockPolicy;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.finding.LockFinding;
import dev.sessionwatchdog.finding.LockRule;
import dev.sessionwatchdog.observation.Agreement;
import dev.sessionwatchdog.observation.LockLook;
import dev.sessionwatchdog.observation.LockName;
import dev.sessionwatchdog.observation.LockObserver;
import dev.sessionwatchdog.observation.LockReading;
import dev.sessionwatchdog.quarantine.Restored;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.time.Moment;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// One pass over locks: look at each, judge, say once what is left alone and why, and break what is
/// to be broken within the budget.
final class LockRound {

    /// No look follows another sooner.
    private static final Duration AT_LEAST = Duration.ofSeconds(1);

    private final Locks locks;
    private final LockPolicy policy;
    private final Moment now;
    private final String sweep;
    private final Set<Place> looked = new HashSet<>();
    private final List<LockDecision.Break> due = new ArrayList<>();
    private final Map<LockFinding.State, Integer> standing = new EnumMap<>(LockFinding.State.class);
    private int kept;
    private int confirming;
    private Optional<Duration> confirmIn = Optional.empty();

    LockRound(Locks locks, Permission permission, Moment now, String sweep) {
        this.locks = locks;
        this.policy = new LockPolicy(locks.settings(), permission);
        this.now = now;
        this.sweep = sweep;
        locks.observer().beginLook();
    }

    /// Looks at these locks of a store, and at those that were known there.
    void look(Place store, Era era, List<LockName> names) throws IOException {
        Set<LockName> all = new LinkedHashSet<>(names);
        all.addAll(locks.watch().knownIn(store));
        for (LockName name : all) {
            look(store, era, name);
        }
    }

    /// Looks at one lock.
    void look(Place store, Era era, LockName name) throws IOException {
        Place place = store.child(name.name());
        looked.add(place);
        Optional<LockLook> look;
        Optional<Facts> guard;
        try {
            look = locks.observer().look(store, era, name, now);
            guard = look.isPresent() ? Optional.empty() : locks.observer().guard(place);
        } catch (IOException outOfReach) {
            noteOutOfReach(store, era, name, outOfReach);
            return;
        }
        locks.reached(place, true);
        noteGuard(place, guard);
        if (look.isEmpty()) {
            locks.watch().isGone(store, name, now);
            locks.told().isOver(place);
            tellOver(place, locks.troubles().end(place));
            return;
        }
        LockLook seen = look.get();
        tellOver(place, locks.troubles().endOthers(place, () -> locks.events().incident(seen)));
        LockFinding finding = locks.rule().judge(look.get());
        standing.merge(finding.state(), 1, Integer::sum);
        Duration again = locks.rule().lookAgainIn(look.get());
        LockDecision decision = decide(finding);
        locks.memory().plan(place, again);
        locks.watch().stands(store, era, name, now, nextLook(decision, again));
        Optional<BreakEffects.Ineffective> leak = locks.effects().stands(look.get(), now);
        if (leak.isPresent()) {
            tell(leak.get());
        }
        note(decision);
    }

    /// It may stand there or not; what was seen of it until now counts no more.
    private void noteOutOfReach(Place store, Era era, LockName name, IOException why)
            throws IOException {
        kept++;
        Duration again = locks.settings().confirmGap();
        locks.watch().stands(store, era, name, now, again);
        Place place = store.child(name.name());
        boolean often = locks.reached(place, false) >= LockRule.READ_ERRORS_TOLD;
        if (locks.told().isNew(place, often ? "out of reach for long" : "out of reach")) {
            locks.log().append(locks.events().outOfReach(place, why, often, sweep));
        }
    }

    /// A guard of somebody who reclaims locks and has left it without one (S17).
    private void noteGuard(Place lock, Optional<Facts> guard) throws IOException {
        Optional<Name> name = LockObserver.guardOf(lock.name());
        if (name.isEmpty()) {
            return;
        }
        Place about = lock.parent().child(name.get());
        if (guard.filter(facts -> LockRule.isOldGuard(facts, now.wall())).isEmpty()) {
            locks.told().isOver(about);
        } else if (locks.told().isNew(about, "foreign-guard")) {
            locks.log().append(locks.events().guard(about, guard.get(), now.wall(), sweep));
        }
    }

    private LockDecision decide(LockFinding finding) {
        // Whatever was found counts: another finding in between starts the count anew.
        Agreement agreement =
                locks.memory()
                        .confirm(
                                finding.look().place(),
                                finding.agreement(),
                                locks.settings().confirmGap(),
                                finding.workCounts());
        return finding instanceof LockFinding.Breakable breakable
                ? policy.decide(
                        breakable.agreed(agreement.looks(), locks.settings().confirm()),
                        agreement.looks())
                : policy.decide(finding, 0);
    }

    /// As usual, or as soon as a look may agree with the ones before it.
    private Duration nextLook(LockDecision decision, Duration usual) {
        if (!(decision instanceof LockDecision.Confirm confirm)) {
            return usual;
        }
        LockFinding finding = confirm.finding();
        Duration counted =
                locks.memory().agreed(finding.look().place(), finding.agreement()).sinceCounted();
        Duration left = locks.settings().confirmGap().minus(counted);
        Duration may = left.compareTo(AT_LEAST) < 0 ? AT_LEAST : left;
        soonest(may);
        return may.compareTo(usual) < 0 ? may : usual;
    }

    private void soonest(Duration confirm) {
        if (confirmIn.isEmpty() || confirm.compareTo(confirmIn.get()) < 0) {
            confirmIn = Optional.of(confirm);
        }
    }

    private void note(LockDecision decision) throws IOException {
        switch (decision) {
            case LockDecision.Break act -> due.add(act);
            case LockDecision.Confirm _ -> confirming++;
            case LockDecision.Abstain abstain -> {
                kept += abstain.verdict() == Decision.Verdict.WAIT ? 0 : 1;
                if (abstain.verdict() != Decision.Verdict.WAIT && isNews(abstain)) {
                    locks.log().append(locks.events().told(abstain, sweep));
                    noteTrouble(abstain);
                }
            }
        }
    }

    private void noteTrouble(LockDecision.Abstain abstain) {
        LockLook look = abstain.finding().look();
        if (abstain.alert()) {
            locks.troubles().begin(look.place(), locks.events().incident(look));
        }
    }

    private void tellOver(Place place, Optional<String> incident) throws IOException {
        if (incident.isPresent()) {
            locks.log().append(locks.events().over(place, incident.get(), sweep));
        }
    }

    /// News is another verdict about the same lock, or the same one about another lock.
    private boolean isNews(LockDecision.Abstain abstain) {
        LockLook look = abstain.finding().look();
        String which =
                look.reading() instanceof LockReading.Read read
                        ? read.sha256()
                        : Long.toString(look.facts().inode());
        String what = abstain.finding().verdict() + ", " + abstain.reason();
        String loud = abstain.alert() ? " alert " : " ";
        return locks.told().isNew(look.place(), what + loud + which);
    }

    private void tell(BreakEffects.Ineffective found) throws IOException {
        locks.log().append(locks.events().ineffective(found, sweep));
    }

    /// Ends the looking: tells what was seen besides the locks themselves.
    void endLook(Set<Place> stores) throws IOException {
        for (LockWatch.Due broken : locks.effects().waitedFor()) {
            if (!looked.contains(broken.store().child(broken.lock().name()))) {
                look(broken.store(), broken.era(), broken.lock());
            }
        }
        locks.memory().endLook(place -> looked.contains(place) || stores.contains(place.parent()));
        Optional<BreakEffects.Ineffective> found = locks.effects().stillComplainedAbout(now);
        if (found.isPresent()) {
            tell(found.get());
        }
        locks.tellTakeovers(now, sweep);
    }

    /// Stores in which a lock may be broken now.
    Set<Place> ripe() throws IOException {
        Set<Place> stores = new HashSet<>();
        for (LockDecision.Break act : due) {
            LockLook look = act.finding().look();
            if (locks.budget().allows(look.place(), 0, now)) {
                stores.add(look.store());
            }
        }
        return stores;
    }

    /// Breaks what is due, oldest first, within the budget.
    ///
    /// @param restored what a person has put back, which no rule takes again
    LockSummary act(Set<Restored> restored) throws IOException {
        Config.Locks settings = locks.settings();
        List<LockDecision.Break> acts = new ArrayList<>();
        due.sort(
                Comparator.comparing(
                        (LockDecision.Break act) -> act.finding().look().facts().mtime()));
        int left = 0;
        for (LockDecision.Break act : due) {
            LockLook look = act.finding().look();
            if (restored.contains(Restored.like(look.facts()))) {
                note(restored(act));
            } else if (locks.budget().allows(look.place(), acts.size(), now)) {
                acts.add(act);
            } else {
                left++;
            }
        }
        locks.tellBacklog(left == 0 ? 0 : acts.size() + left, sweep);
        TreeMap<String, Integer> byRule = new TreeMap<>();
        Tally tally = Tally.NOTHING;
        for (LockBreaker.Outcome outcome : locks.breaker().breakAll(acts, sweep)) {
            tally = tally.plus(outcome.tally());
            if (outcome.broken()) {
                byRule.merge(outcome.breakable().rule(), 1, Integer::sum);
            }
            locks.conclude(outcome, now);
        }
        boolean more = left > 0 && acts.size() == settings.maxPerSweep();
        int inAll = locks.budget().brokenInAll();
        return new LockSummary(
                Map.copyOf(standing),
                kept,
                confirming,
                left,
                more,
                confirmIn,
                inAll,
                tally,
                byRule);
    }

    private static LockDecision.Abstain restored(LockDecision.Break act) {
        return new LockDecision.Abstain(
                act.finding(), Decision.Verdict.KEEP, "restored-by-a-person", false);
    }
}
