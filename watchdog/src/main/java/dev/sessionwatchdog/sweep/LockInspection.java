package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.decision.Decision;
import dev.sessionwatchdog.decision.LockDecision;
import dev.sessionwatchdog.decision.LockPolicy;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.finding.LockFinding;
import dev.sessionwatchdog.finding.LockRule;
import dev.sessionwatchdog.observation.Agreement;
import dev.sessionwatchdog.observation.LockLook;
import dev.sessionwatchdog.observation.LockMemory;
import dev.sessionwatchdog.observation.LockName;
import dev.sessionwatchdog.observation.StoreObservation;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.time.Moment;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Looks at locks for somebody who asks: the same evidence and the same rules as in a sweep, but no
/// look counts, nothing is decided, and nothing is written.
final class LockInspection {

    private final Locks locks;
    private final Moment now;
    private final Permission permission;

    LockInspection(Locks locks, Permission permission, Moment now) {
        this.locks = locks;
        this.permission = permission;
        this.now = now;
    }

    /// Every lock that stands in these stores, what wants attention first.
    List<LockView> all(List<StoreObservation> stores) throws IOException {
        locks.observer().beginLook();
        List<LockView> views = new ArrayList<>();
        for (StoreObservation store : stores) {
            for (LockName lock : store.locks()) {
                look(store.store(), store.lockEra(), lock).ifPresent(views::add);
            }
        }
        views.sort(
                Comparator.comparingInt(LockView::urgency)
                        .thenComparing(view -> view.finding().look().place().toString()));
        return views;
    }

    /// One lock; empty if it does not stand there.
    Optional<LockView> one(Place store, Era era, LockName lock) throws IOException {
        locks.observer().beginLook();
        return look(store, era, lock);
    }

    /// A lock that nobody has looked at yet is watched from now on; this look is its first.
    private void meet(Place store, Era era, LockName lock) throws IOException {
        Place place = store.child(lock.name());
        if (locks.watch().next(place, now).isPresent()) {
            return;
        }
        Optional<LockLook> first = locks.observer().look(store, era, lock, now);
        if (first.isPresent()) {
            Duration again = locks.rule().lookAgainIn(first.get());
            locks.memory().plan(place, again);
            locks.watch().stands(store, era, lock, now, again);
        }
    }

    private Optional<LockView> look(Place store, Era era, LockName lock) throws IOException {
        meet(store, era, lock);
        Place place = store.child(lock.name());
        try (LockMemory.Aside _ = locks.memory().aside(place)) {
            Optional<LockLook> look = locks.observer().look(store, era, lock, now);
            return look.isEmpty() ? Optional.empty() : Optional.of(view(look.get()));
        }
    }

    private LockView view(LockLook look) throws IOException {
        LockRule rule = locks.rule();
        LockFinding finding = rule.judge(look);
        Agreement agreed = locks.memory().agreed(look.place(), finding.agreement());
        boolean due = finding instanceof LockFinding.Breakable;
        LockDecision decision =
                new LockPolicy(locks.settings(), permission)
                        .decide(finding, due ? locks.settings().confirm() : 0);
        return new LockView(
                finding,
                decision,
                due ? agreed.looks() : 0,
                agreed.sinceCounted(),
                locks.watch().next(look.place(), now).orElse(rule.lookAgainIn(look)),
                !due || locks.budget().allows(look.place(), 0, now),
                permission,
                locks.settings(),
                rule.limits());
    }

    /// Whether it is one that the sweeps judge, and not only pass over.
    static boolean isCandidate(LockView view) {
        return view.finding().look().era().ours()
                && !view.finding().verdict().equals("odd-kind")
                && !(view.decision() instanceof LockDecision.Abstain abstain
                        && abstain.verdict() == Decision.Verdict.REFUSE);
    }
}
