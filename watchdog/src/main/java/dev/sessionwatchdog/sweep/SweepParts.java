package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.Pace;
import dev.sessionwatchdog.action.TempReaper;
import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.observation.Attention;
import dev.sessionwatchdog.observation.CloseObserver;
import dev.sessionwatchdog.observation.HealthProbe;
import dev.sessionwatchdog.observation.Observer;
import dev.sessionwatchdog.observation.Pressure;
import dev.sessionwatchdog.observation.ProcessTable;
import dev.sessionwatchdog.observation.Sightings;
import dev.sessionwatchdog.observation.StorePattern;
import dev.sessionwatchdog.quarantine.QuarantineDirectory;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/// What a sweep is put together from, for one root.
record SweepParts(
        Root root,
        Time time,
        ForensicLog log,
        Config.Tmp settings,
        StorePattern pattern,
        Attention attention,
        Observer observer,
        CloseObserver closely,
        TempReaper reaper,
        Pace pace,
        QuarantineDirectory quarantine,
        ProcessTable processes,
        Optional<Locks> locks,
        StoreLeases leases,
        LegacyParts legacy,
        String idPrefix) {

    static SweepParts of(
            Root root,
            Config config,
            Config.RootConfig rootConfig,
            Time time,
            ProcessTable processes,
            Pressure pressure,
            ForensicLog log,
            RandomGenerator random,
            BooleanSupplier stopping) {
        Pace pace = new Pace(time, config.tmp().rate(), pressure, stopping);
        HealthProbe health = new HealthProbe(config.limits().index());
        Duration settling = config.drill() ? Duration.ZERO : Attention.SETTLING;
        Attention attention = new Attention(time.moment(), settling);
        CloseObserver closely =
                new CloseObserver(root, health, processes, config.events().hashMaxBytes());
        QuarantineDirectory quarantine =
                new QuarantineDirectory(root, Place.of(config.quarantine().dir()));
        TempReaper reaper =
                new TempReaper(
                        root,
                        time,
                        log,
                        closely,
                        quarantine,
                        config.quarantine().keep(),
                        pace,
                        random);
        Observer observer =
                new Observer(
                        root,
                        health,
                        new Sightings(attention),
                        rootConfig.gatewayReads() == Config.GatewayReads.DIRECTORY);
        return new SweepParts(
                root,
                time,
                log,
                config.tmp(),
                StorePattern.of(rootConfig.stores()),
                attention,
                observer,
                closely,
                reaper,
                pace,
                quarantine,
                processes,
                config.locks().enabled()
                        ? Optional.of(
                                LockParts.of(
                                        root,
                                        config,
                                        time,
                                        processes,
                                        log,
                                        random,
                                        stopping,
                                        attention,
                                        quarantine))
                        : Optional.empty(),
                new StoreLeases(root, config.leases(), time, log, random, stopping),
                LegacyParts.of(
                        root,
                        config,
                        rootConfig,
                        time,
                        pace,
                        processes,
                        log,
                        random,
                        stopping,
                        attention,
                        observer,
                        closely),
                "sw-" + Integer.toHexString(random.nextInt()));
    }
}
