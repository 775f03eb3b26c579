package dev.sessionwatchdog.config;

import dev.sessionwatchdog.config.Config.DiskPressure;
import dev.sessionwatchdog.config.Config.Events;
import dev.sessionwatchdog.config.Config.Heartbeat;
import dev.sessionwatchdog.config.Config.Leases;
import dev.sessionwatchdog.config.Config.Limits;
import dev.sessionwatchdog.config.Config.Locks;
import dev.sessionwatchdog.config.Config.Metrics;
import dev.sessionwatchdog.config.Config.Migrate;
import dev.sessionwatchdog.config.Config.Notification;
import dev.sessionwatchdog.config.Config.Owner;
import dev.sessionwatchdog.config.Config.Quarantine;
import dev.sessionwatchdog.config.Config.Rate;
import dev.sessionwatchdog.config.Config.RootConfig;
import dev.sessionwatchdog.config.Config.Tmp;
import dev.sessionwatchdog.config.Config.Watch;
import java.util.List;
import java.util.Optional;

/// Puts the table's values into the records that the rest of the house reads.
final class Assembly {

    private final Values values;

    private Assembly(Values values) {
        this.values = values;
    }

    static Config config(Values values, List<Values> roots) {
        Assembly of = new Assembly(values);
        return new Config(
                of.value(Settings.MODE),
                of.value(Settings.DRILL),
                roots.stream().map(Assembly::root).toList(),
                of.watch(),
                of.tmp(),
                of.locks(),
                of.leases(),
                of.migrate(),
                of.quarantine(),
                of.events(),
                new Metrics(
                        unless("off", of.value(Settings.METRICS_TEXTFILE)),
                        unless("off", of.value(Settings.METRICS_LISTEN))),
                of.notification(),
                new Limits(
                        of.value(Settings.LIMITS_READ_FILE),
                        of.value(Settings.LIMITS_INDEX),
                        of.value(Settings.LIMITS_EVENTS_PER_SECOND)));
    }

    private static RootConfig root(Values root) {
        return new RootConfig(
                root.of(Settings.ROOT_PATH),
                root.of(Settings.ROOT_STORES),
                root.of(Settings.ROOT_GATEWAY_READS));
    }

    private Watch watch() {
        return new Watch(
                value(Settings.WATCH_BACKEND),
                value(Settings.WATCH_SETTLE),
                value(Settings.WATCH_FULL_SWEEP),
                value(Settings.WATCH_SWEEP_JITTER));
    }

    private Tmp tmp() {
        return new Tmp(
                value(Settings.TMP_ENABLED),
                value(Settings.TMP_OLDER_THAN),
                value(Settings.TMP_CONFIRM_GAP),
                value(Settings.TMP_ACTION),
                value(Settings.TMP_MAX_PER_SWEEP),
                new Rate(
                        value(Settings.TMP_RATE_FILES),
                        value(Settings.TMP_RATE_BYTES),
                        value(Settings.TMP_RATE_BACKOFF)));
    }

    private Locks locks() {
        return new Locks(
                value(Settings.LOCKS_ENABLED),
                value(Settings.LOCKS_CONFIRM),
                value(Settings.LOCKS_CONFIRM_GAP),
                value(Settings.LOCKS_UNREADABLE_GRACE),
                value(Settings.LOCKS_DECLARED_GRACE),
                value(Settings.LOCKS_UNDECLARED_MAX_AGE),
                new Heartbeat(
                        value(Settings.HEARTBEAT_TOLERANCE),
                        value(Settings.HEARTBEAT_MIN_BEATS_SEEN),
                        value(Settings.HEARTBEAT_UNDECLARED_TERM)),
                new Owner(
                        value(Settings.OWNER_DEAD),
                        value(Settings.OWNER_LIVE),
                        value(Settings.OWNER_PAUSED),
                        value(Settings.OWNER_RECOVERY_WAIT)),
                value(Settings.LOCKS_SUSPEND_GUARD),
                value(Settings.LOCKS_MAX_PER_SWEEP),
                value(Settings.LOCKS_MAX_PER_HOUR));
    }

    private Leases leases() {
        return new Leases(
                value(Settings.LEASES_ENABLED),
                value(Settings.LEASES_TOLERANCE),
                value(Settings.LEASES_MIN_SAMPLES),
                value(Settings.LEASES_PAUSED));
    }

    private Migrate migrate() {
        return new Migrate(
                value(Settings.MIGRATE_ENABLED),
                value(Settings.MIGRATE_LAYOUT),
                value(Settings.MIGRATE_KEEP_BACKUP),
                value(Settings.MIGRATE_MAX_STORE_SIZE));
    }

    private Quarantine quarantine() {
        return new Quarantine(
                value(Settings.QUARANTINE_DIR),
                value(Settings.QUARANTINE_KEEP),
                value(Settings.QUARANTINE_MAX_SIZE),
                value(Settings.QUARANTINE_KEEP_MIN),
                new DiskPressure(
                        value(Settings.PRESSURE_FREE_BELOW), value(Settings.PRESSURE_KEEP_MIN)));
    }

    private Events events() {
        return new Events(
                unless("auto", value(Settings.EVENTS_DIR)),
                value(Settings.EVENTS_ROTATE_SIZE),
                value(Settings.EVENTS_ROTATE_EVERY),
                value(Settings.EVENTS_KEEP_AGE),
                value(Settings.EVENTS_KEEP_SIZE),
                value(Settings.EVENTS_JOURNAL),
                value(Settings.EVENTS_HASH_MAX_SIZE),
                value(Settings.EVENTS_SESSION_KEYS) == Settings.SessionKeys.HASH,
                value(Settings.EVENTS_REDACT_ARGS));
    }

    private Notification notification() {
        return new Notification(
                value(Settings.NOTIFY_MIN_SEVERITY),
                value(Settings.NOTIFY_BURST),
                value(Settings.NOTIFY_PER),
                value(Settings.NOTIFY_EXEC));
    }

    private <T> T value(Setting<T> setting) {
        return values.of(setting);
    }

    private static Optional<String> unless(String absent, String text) {
        return text.equals(absent) ? Optional.empty() : Optional.of(text);
    }
}
