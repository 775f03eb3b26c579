package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.LeaseRecorder;
import dev.sessionwatchdog.action.LegacyRecorder;
import dev.sessionwatchdog.action.SessionKeys;
import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.finding.Check;
import dev.sessionwatchdog.store.LeaseSource;
import dev.sessionwatchdog.store.StoreLimits;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.key.Layout;
import dev.sessionwatchdog.store.lease.LeaseSettings;
import dev.sessionwatchdog.store.migration.MigrationGuard;
import dev.sessionwatchdog.store.migration.MigrationSeams;
import dev.sessionwatchdog.store.migration.MigrationSettings;
import dev.sessionwatchdog.store.migration.StoreMigration;
import dev.sessionwatchdog.store.migration.StoreNames;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.Time;
import java.util.List;
import java.util.random.RandomGenerator;

/// Makes the library's migration of one store, as one root's configuration wants it.
///
/// @param directoriesAreRead the configuration says that the root's gateway reads directories
record Migrations(
        Root root,
        Config.Migrate settings,
        boolean directoriesAreRead,
        SessionKeys keys,
        ForensicLog log,
        Time time,
        RandomGenerator random) {

    /// Where what is done to a store is written down.
    ///
    /// @param checks what the rule asked before
    /// @param sweep what the looking is called in the log
    LegacyRecorder recorder(Place store, List<Check> checks, String sweep) {
        return new LegacyRecorder(log, root, store, checks, sweep, keys);
    }

    /// @param guard who may object
    /// @param sweep what the looking is called in the log
    StoreMigration of(
            Place store,
            Layout layout,
            MigrationGuard guard,
            LegacyRecorder recorder,
            String sweep) {
        LeaseRecorder breaks = new LeaseRecorder(log, root, store);
        breaks.inSweep(sweep);
        LeaseSource leases = LeaseSource.of(time, LeaseSettings.DEFAULT, breaks);
        return new StoreMigration(
                root,
                store,
                StoreNames.DEFAULT,
                ControlFiles.HOME,
                new MigrationSettings(
                        layout,
                        settings.maxStoreSize(),
                        StoreLimits.DEFAULT.maxSessions(),
                        StoreLimits.DEFAULT.maxEntryBytes(),
                        directoriesAreRead,
                        true),
                new MigrationSeams(recorder, guard, leases::open, time, random));
    }

    /// For looking only.
    StoreMigration looking(Place store) {
        return looking(store, layout());
    }

    /// Likewise, for another layout.
    StoreMigration looking(Place store, Layout layout) {
        return of(store, layout, MigrationGuard.none(), recorder(store, List.of(), ""), "");
    }

    /// The layout of the configuration.
    Layout layout() {
        return switch (settings.layout()) {
            case ENTRIES_ENCODED -> Layout.ENTRIES_ENCODED;
            case ENTRIES_EXACT -> Layout.ENTRIES_EXACT;
        };
    }
}
