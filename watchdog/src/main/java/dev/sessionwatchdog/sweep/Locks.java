package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.LockBreaker;
import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.finding.LockRule;
import dev.sessionwatchdog.observation.LockLook;
import dev.sessionwatchdog.observation.LockMemory;
import dev.sessionwatchdog.observation.LockName;
import dev.sessionwatchdog.observation.LockObserver;
import dev.sessionwatchdog.observation.TakeoverWatch;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.time.Moment;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The locks of one root from sweep to sweep: what is remembered of them, what was told, and what
/// may still be spent.
final class Locks {

    /// The same transcript is told of at most this often.
    private static final Duration BETWEEN_TAKEOVERS = Duration.ofMinutes(10);

    /// Takeovers told in one hour; a gateway without locks would fill the log otherwise.
    private static final int TAKEOVERS_AN_HOUR = 30;

    private final Config.Locks settings;
    private final LockRule rule;
    private final LockObserver observer;
    private final LockMemory memory;
    private final TakeoverWatch takeovers;
    private final LockBreaker breaker;
    private final BreakBudget budget;
    private final BreakEffects effects;
    private final ForensicLog log;
    private final LockEvents events;
    private final Told told = new Told();
    private final Troubles troubles = new Troubles();
    private final LockWatch watch = new LockWatch();
    private final Map<Place, Moment> takeoversTold = new LinkedHashMap<>();
    private final Map<Place, Integer> outOfReach = new LinkedHashMap<>();
    private boolean backlogTold;

    Locks(
            Config.Locks settings,
            LockRule rule,
            LockObserver observer,
            LockMemory memory,
            TakeoverWatch takeovers,
            LockBreaker breaker,
            BreakBudget budget,
            BreakEffects effects,
            ForensicLog log,
            LockEvents events) {
        this.settings = settings;
        this.rule = rule;
        this.observer = observer;
        this.memory = memory;
        this.takeovers = takeovers;
        this.breaker = breaker;
        this.budget = budget;
        this.effects = effects;
        this.log = log;
        this.events = events;
    }

    Config.Locks settings() {
        return settings;
    }

    LockRule rule() {
        return rule;
    }

    LockObserver observer() {
        return observer;
    }

    LockMemory memory() {
        return memory;
    }

    LockBreaker breaker() {
        return breaker;
    }

    BreakBudget budget() {
        return budget;
    }

    /// When a lock, and when what became of a broken one, wants to be looked at next.
    Stream<Duration> next(Moment now) {
        return Stream.of(watch.next(now), effects.next(now)).flatMap(Optional::stream);
    }

    BreakEffects effects() {
        return effects;
    }

    ForensicLog log() {
        return log;
    }

    LockEvents events() {
        return events;
    }

    Told told() {
        return told;
    }

    LockWatch watch() {
        return watch;
    }

    Troubles troubles() {
        return troubles;
    }

    /// Goes on waiting for the end of what an earlier watchdog told.
    void carry(Place lock, LockName name, String incident, Moment now) {
        troubles.begin(lock, incident);
        watch.stands(lock.parent(), Era.UNKNOWN, name, now, settings.confirmGap());
    }

    /// Notes whether a lock could be looked at.
    ///
    /// @return in how many looks in a row it could not
    int reached(Place lock, boolean reached) {
        if (reached) {
            outOfReach.remove(lock);
            return 0;
        }
        int times = outOfReach.getOrDefault(lock, 0) + 1;
        if (times > 1 || outOfReach.size() < LockMemory.MAX_LOCKS) {
            outOfReach.put(lock, times);
        }
        return times;
    }

    /// One alert when more is due than may be done now, and none again until that is over.
    void tellBacklog(int due, String sweep) throws IOException {
        if (due > 0 && !backlogTold) {
            log.append(events.backlog(due, settings.maxPerSweep(), sweep));
        }
        backlogTold = due > 0;
    }

    /// Draws the consequences of an attempt to break one.
    void conclude(LockBreaker.Outcome outcome, Moment now) throws IOException {
        LockLook look = outcome.breakable().look();
        if (outcome.broken()) {
            budget.spend(look.place(), now);
            troubles.end(look.place());
            effects.watch(look, outcome.intent(), now);
        }
        if (outcome.putBack()) {
            memory.wasPutBack(look.place());
            meet(look, now);
        }
    }

    /// Meets the lock that stands there now, which is the one that was put back; a later one is
    /// not.
    private void meet(LockLook examined, Moment now) throws IOException {
        Optional<LockLook> standing =
                observer.look(examined.store(), examined.era(), examined.lock(), now);
        if (standing.isPresent()) {
            memory.plan(examined.place(), rule.lookAgainIn(standing.get()));
        } else {
            memory.isTakenAfterAll(examined.place());
        }
    }

    void tellTakeovers(Moment now, String sweep) throws IOException {
        takeoversTold
                .values()
                .removeIf(past -> now.since(past).compareTo(Duration.ofHours(1)) >= 0);
        for (TakeoverWatch.Takeover found : takeovers.take()) {
            Moment last = takeoversTold.get(found.lock());
            boolean recently = last != null && now.since(last).compareTo(BETWEEN_TAKEOVERS) < 0;
            if (!recently && takeoversTold.size() < TAKEOVERS_AN_HOUR) {
                takeoversTold.put(found.lock(), now);
                log.append(
                        events.takeover(
                                found.transcript(),
                                found.what(),
                                found.before(),
                                found.after(),
                                effects.brokenAt(found.lock()),
                                sweep));
            }
        }
    }
}
