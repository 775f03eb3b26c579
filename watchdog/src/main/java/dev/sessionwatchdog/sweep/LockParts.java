package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.LockBreaker;
import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.finding.LockLimits;
import dev.sessionwatchdog.finding.LockRule;
import dev.sessionwatchdog.observation.Attention;
import dev.sessionwatchdog.observation.Contention;
import dev.sessionwatchdog.observation.LockMemory;
import dev.sessionwatchdog.observation.LockObserver;
import dev.sessionwatchdog.observation.ProcessTable;
import dev.sessionwatchdog.observation.SessionRecords;
import dev.sessionwatchdog.observation.TakeoverWatch;
import dev.sessionwatchdog.quarantine.QuarantineDirectory;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.Time;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/// Puts together what the lock rules need, for one root.
final class LockParts {

    private LockParts() {}

    static Locks of(
            Root root,
            Config config,
            Time time,
            ProcessTable processes,
            ForensicLog log,
            RandomGenerator random,
            BooleanSupplier stopping,
            Attention attention,
            QuarantineDirectory quarantine) {
        LockMemory memory = new LockMemory(attention);
        TakeoverWatch takeovers = new TakeoverWatch();
        LockObserver observer =
                new LockObserver(
                        root,
                        () -> config.drill() || time.synchronised(),
                        processes,
                        new SessionRecords(root, config.limits().index()),
                        memory,
                        takeovers);
        LockLimits limits = limits(config.locks());
        LockBreaker breaker =
                new LockBreaker(
                        root,
                        time,
                        log,
                        observer,
                        quarantine,
                        limits,
                        config.quarantine().keep(),
                        random,
                        stopping);
        return new Locks(
                config.locks(),
                new LockRule(limits, root.uid()),
                observer,
                memory,
                takeovers,
                breaker,
                new BreakBudget(config.locks(), quarantine::list),
                new BreakEffects(new Contention(root)),
                log,
                new LockEvents(root, limits, config.locks().maxPerHour()));
    }

    private static LockLimits limits(Config.Locks settings) {
        return new LockLimits(
                settings.confirmGap(),
                settings.unreadableGrace(),
                settings.declaredGrace(),
                settings.undeclaredMaxAge(),
                settings.heartbeat().tolerance(),
                settings.heartbeat().minBeatsSeen(),
                settings.heartbeat().undeclaredTerm(),
                settings.owner().paused() == Config.PausedOwner.WAIT,
                settings.owner().recoveryWait(),
                settings.suspendGuard());
    }
}
