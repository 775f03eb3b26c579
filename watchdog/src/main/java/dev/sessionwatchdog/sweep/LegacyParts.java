package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.Pace;
import dev.sessionwatchdog.action.SessionKeys;
import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.finding.LegacyRule;
import dev.sessionwatchdog.observation.Attention;
import dev.sessionwatchdog.observation.CloseObserver;
import dev.sessionwatchdog.observation.Observer;
import dev.sessionwatchdog.observation.ProcessTable;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.Time;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/// What the rule `store.legacy` is put together from, for one root.
record LegacyParts(
        Root root,
        Config.Migrate settings,
        Duration confirmGap,
        Attention attention,
        Observer observer,
        ProcessTable processes,
        ForensicLog log,
        Time time,
        Pace pace,
        BooleanSupplier stopping,
        Migrations migrations,
        TakenBack takenBack,
        LegacyLook look,
        UnfinishedStores unfinished,
        ReportedProgress progress) {

    static LegacyParts of(
            Root root,
            Config config,
            Config.RootConfig rootConfig,
            Time time,
            Pace pace,
            ProcessTable processes,
            ForensicLog log,
            RandomGenerator random,
            BooleanSupplier stopping,
            Attention attention,
            Observer observer,
            CloseObserver closely) {
        Migrations migrations =
                new Migrations(
                        root,
                        config.migrate(),
                        rootConfig.gatewayReads() == Config.GatewayReads.DIRECTORY,
                        SessionKeys.of(config.events().hashSessionKeys()),
                        log,
                        time,
                        random);
        TakenBack takenBack = new TakenBack(root, time);
        return new LegacyParts(
                root,
                config.migrate(),
                config.tmp().confirmGap(),
                attention,
                observer,
                processes,
                log,
                time,
                pace,
                stopping,
                migrations,
                takenBack,
                new LegacyLook(
                        root, rootConfig.gatewayReads(), closely, processes, migrations, takenBack),
                new UnfinishedStores(),
                new ReportedProgress());
    }

    /// The rule as it stands now: after a boot, a resume or a clock step it wants a longer watch.
    LegacyRule rule() {
        return new LegacyRule(attention.required(confirmGap), root.uid(), settings.maxStoreSize());
    }
}
