package dev.sessionwatchdog.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The table of settings: the one place that knows their paths, types, defaults, floors and whether
/// they do anything yet. Binding, showing and notes all go by it; a test holds it against the file
/// of defaults and the JSON Schema.
final class Settings {

    enum SessionKeys {
        PLAIN,
        HASH
    }

    /// A row before it is entered into the table.
    private record Row<T>(String path, Kind<T> kind, T standard, Optional<Floor<T>> floor) {

        Row<T> floor(Floor<T> least) {
            return new Row<>(path, kind, standard, Optional.of(least));
        }

        Setting<T> inForce() {
            return enter(new Setting<>(path, kind, standard, floor, true));
        }

        Setting<T> notYet() {
            return enter(new Setting<>(path, kind, standard, floor, false));
        }

        private static <T> Setting<T> enter(Setting<T> setting) {
            TABLE.add(setting);
            return setting;
        }
    }

    private static final List<Setting<?>> TABLE = new ArrayList<>();

    static final Setting<Integer> VERSION = row("version", new Kind.Version(1), 1).inForce();
    static final Setting<Config.Mode> MODE = choice("mode", Config.Mode.ENFORCE).inForce();
    static final Setting<Boolean> DRILL = row("drill", new Kind.Flag(), false).inForce();

    static final Setting<String> ROOT_PATH =
            text("roots[].path", TextRules::absolute, "~/.openclaw").inForce();
    static final Setting<String> ROOT_STORES =
            text("roots[].stores", TextRules::stores, "agents/*/sessions").inForce();
    static final Setting<Config.GatewayReads> ROOT_GATEWAY_READS =
            choice("roots[].gateway_reads", Config.GatewayReads.AUTO).inForce();

    static final Setting<Config.WatchBackend> WATCH_BACKEND =
            choice("watch.backend", Config.WatchBackend.AUTO).inForce();
    static final Setting<Duration> WATCH_SETTLE = span("watch.settle", "2s").inForce();
    static final Setting<Duration> WATCH_FULL_SWEEP =
            span("watch.full_sweep", "5m")
                    .floor(
                            Floor.of(
                                    duration("10s"),
                                    duration("10ms"),
                                    "sweeps that follow each other closer load the disk that the gateway works on"))
                    .inForce();
    static final Setting<Integer> WATCH_SWEEP_JITTER =
            row("watch.sweep_jitter", new Kind.Percent(), 10).inForce();

    static final Setting<Boolean> TMP_ENABLED = row("tmp.enabled", new Kind.Flag(), true).inForce();
    static final Setting<Duration> TMP_OLDER_THAN =
            span("tmp.older_than", "1h")
                    .floor(
                            Floor.of(
                                    duration("5m"),
                                    duration("0"),
                                    "a slow or stopped writer may still rename a younger temp into place"))
                    .inForce();
    static final Setting<Duration> TMP_CONFIRM_GAP =
            span("tmp.confirm_gap", "1m")
                    .floor(
                            Floor.of(
                                    duration("10s"),
                                    duration("0"),
                                    "two looks closer together cannot tell a finished writer from a slow one"))
                    .inForce();
    static final Setting<Config.TmpAction> TMP_ACTION =
            choice("tmp.action", Config.TmpAction.AUTO).inForce();
    static final Setting<Integer> TMP_MAX_PER_SWEEP =
            row("tmp.max_per_sweep", new Kind.Whole(1), 1000).inForce();
    static final Setting<Integer> TMP_RATE_FILES =
            row("tmp.rate.files", new Kind.Whole(1), 500).inForce();
    static final Setting<Long> TMP_RATE_BYTES = size("tmp.rate.bytes", "200MiB").inForce();
    static final Setting<Boolean> TMP_RATE_BACKOFF =
            row("tmp.rate.backoff", new Kind.Flag(), true).inForce();

    static final Setting<Boolean> LOCKS_ENABLED =
            row("locks.enabled", new Kind.Flag(), true).inForce();
    static final Setting<Integer> LOCKS_CONFIRM =
            row("locks.confirm", new Kind.Whole(2), 2).inForce();
    static final Setting<Duration> LOCKS_CONFIRM_GAP =
            span("locks.confirm_gap", "30s")
                    .floor(
                            Floor.of(
                                    duration("5s"),
                                    duration("0"),
                                    "two looks closer together see one stall twice, not two verdicts"))
                    .inForce();
    static final Setting<Duration> LOCKS_UNREADABLE_GRACE =
            span("locks.unreadable_grace", "30s")
                    .floor(
                            Floor.of(
                                    duration("30s"),
                                    duration("0"),
                                    "a stalled writer leaves its payload half-written for long; the gateway's own 5s were too short"))
                    .inForce();
    static final Setting<Duration> LOCKS_DECLARED_GRACE =
            span("locks.declared_grace", "2m")
                    .floor(
                            Floor.of(
                                    duration("1m"),
                                    duration("0"),
                                    "a holder that overran its declared time is often about to release"))
                    .inForce();
    static final Setting<Duration> LOCKS_UNDECLARED_MAX_AGE =
            span("locks.undeclared_max_age", "15m")
                    .floor(
                            Floor.of(
                                    duration("5m"),
                                    duration("0"),
                                    "ordinary turns of a gateway hold a lock for minutes"))
                    .inForce();
    static final Setting<Double> HEARTBEAT_TOLERANCE =
            row("locks.heartbeat.tolerance", new Kind.Factor(1.2), 1.5).inForce();
    static final Setting<Integer> HEARTBEAT_MIN_BEATS_SEEN =
            row("locks.heartbeat.min_beats_seen", new Kind.Whole(2), 2).inForce();
    static final Setting<Duration> HEARTBEAT_UNDECLARED_TERM =
            span("locks.heartbeat.undeclared_term", "5m").inForce();
    static final Setting<Config.OwnerAction> OWNER_DEAD =
            choice("locks.owner.dead", Config.OwnerAction.BREAK).inForce();
    static final Setting<Config.OwnerAction> OWNER_LIVE =
            choice("locks.owner.live", Config.OwnerAction.BREAK).inForce();
    static final Setting<Config.PausedOwner> OWNER_PAUSED =
            choice("locks.owner.paused", Config.PausedOwner.WAIT).inForce();
    static final Setting<Duration> OWNER_RECOVERY_WAIT =
            span("locks.owner.recovery_wait", "10m").inForce();
    static final Setting<Duration> LOCKS_SUSPEND_GUARD =
            span("locks.suspend_guard", "2m").inForce();
    static final Setting<Integer> LOCKS_MAX_PER_SWEEP =
            row("locks.max_per_sweep", new Kind.Whole(1), 20).inForce();
    static final Setting<Integer> LOCKS_MAX_PER_HOUR =
            row("locks.max_per_hour", new Kind.Whole(1), 60).inForce();

    static final Setting<Boolean> LEASES_ENABLED =
            row("leases.enabled", new Kind.Flag(), true).inForce();
    static final Setting<Double> LEASES_TOLERANCE =
            row("leases.tolerance", new Kind.Factor(1.2), 1.5).inForce();
    static final Setting<Integer> LEASES_MIN_SAMPLES =
            row("leases.min_samples", new Kind.Whole(3), 5).inForce();
    static final Setting<Config.PausedOwner> LEASES_PAUSED =
            choice("leases.paused", Config.PausedOwner.BREAK).inForce();

    static final Setting<Boolean> MIGRATE_ENABLED =
            row("migrate.enabled", new Kind.Flag(), true).inForce();
    static final Setting<Config.Layout> MIGRATE_LAYOUT =
            choice("migrate.layout", Config.Layout.ENTRIES_ENCODED).inForce();
    static final Setting<Duration> MIGRATE_KEEP_BACKUP =
            span("migrate.keep_backup", "30d")
                    .floor(
                            Floor.of(
                                    duration("1d"),
                                    duration("0"),
                                    "a migration that went wrong may be noticed only on the next working day"))
                    .inForce();
    static final Setting<Long> MIGRATE_MAX_STORE_SIZE =
            size("migrate.max_store_size", "1GiB").inForce();

    static final Setting<String> QUARANTINE_DIR =
            text("quarantine.dir", TextRules::quarantine, ".session-watchdog/quarantine").inForce();
    static final Setting<Duration> QUARANTINE_KEEP = span("quarantine.keep", "14d").inForce();
    static final Setting<Long> QUARANTINE_MAX_SIZE = size("quarantine.max_size", "20GiB").inForce();
    static final Setting<Duration> QUARANTINE_KEEP_MIN =
            span("quarantine.keep_min", "24h")
                    .floor(
                            Floor.of(
                                    duration("1h"),
                                    duration("0"),
                                    "a file moved aside by mistake must be there when somebody comes to look"))
                    .inForce();
    static final Setting<Integer> PRESSURE_FREE_BELOW =
            row("quarantine.disk_pressure.free_below", new Kind.Percent(), 10).inForce();
    static final Setting<Duration> PRESSURE_KEEP_MIN =
            span("quarantine.disk_pressure.keep_min", "1h")
                    .floor(
                            Floor.of(
                                    duration("1h"),
                                    duration("0"),
                                    "a full disk is no reason to lose what was moved aside by mistake just now"))
                    .inForce();

    static final Setting<String> EVENTS_DIR =
            text("events.dir", TextRules::autoOrAbsolute, "auto").inForce();
    static final Setting<Long> EVENTS_ROTATE_SIZE =
            size("events.rotate.size", "16MiB")
                    .floor(Floor.of(64L << 10, 0L, "every segment costs a seal, a sync and a file"))
                    .inForce();
    static final Setting<Duration> EVENTS_ROTATE_EVERY =
            span("events.rotate.every", "1d")
                    .floor(
                            Floor.of(
                                    duration("1m"),
                                    duration("0"),
                                    "a segment a minute is a directory nobody can read"))
                    .inForce();
    static final Setting<Duration> EVENTS_KEEP_AGE =
            span("events.keep.age", "90d")
                    .floor(
                            Floor.of(
                                    duration("1d"),
                                    duration("0"),
                                    "the record must outlast the night in which something happened"))
                    .inForce();
    static final Setting<Long> EVENTS_KEEP_SIZE = size("events.keep.size", "1GiB").inForce();
    static final Setting<Config.Journal> EVENTS_JOURNAL =
            choice("events.journal", Config.Journal.AUTO).inForce();
    static final Setting<Long> EVENTS_HASH_MAX_SIZE =
            size("events.hash_files.max_size", "8MiB").inForce();
    static final Setting<SessionKeys> EVENTS_SESSION_KEYS =
            choice("events.privacy.session_keys", SessionKeys.PLAIN).inForce();
    static final Setting<List<String>> EVENTS_REDACT_ARGS =
            row(
                            "events.privacy.redact_args",
                            new Kind.Texts(),
                            List.of("--token*", "--password*", "*KEY=*", "*SECRET=*"))
                    .inForce();

    static final Setting<String> METRICS_TEXTFILE =
            text("metrics.textfile", TextRules::offOrTextfile, "off").inForce();
    static final Setting<String> METRICS_LISTEN =
            text("metrics.listen", TextRules::listen, "off").inForce();

    static final Setting<Config.Severity> NOTIFY_MIN_SEVERITY =
            choice("notify.min_severity", Config.Severity.WARN).inForce();
    static final Setting<Integer> NOTIFY_BURST =
            row("notify.rate_limit.burst", new Kind.Whole(1), 5).inForce();
    static final Setting<Duration> NOTIFY_PER = span("notify.rate_limit.per", "10m").inForce();
    static final Setting<List<String>> NOTIFY_EXEC =
            row("notify.exec", new Kind.Texts(), List.of()).inForce();

    static final Setting<Long> LIMITS_READ_FILE =
            size("limits.read_file", "16MiB")
                    .floor(
                            Floor.of(
                                    64L << 10,
                                    4L << 10,
                                    "a lock or an entry of ordinary size must still be readable"))
                    .inForce();
    static final Setting<Long> LIMITS_INDEX =
            size("limits.index", "1GiB")
                    .floor(
                            Floor.of(
                                    64L << 10,
                                    4L << 10,
                                    "an index of ordinary size must still be readable"))
                    .inForce();
    static final Setting<Integer> LIMITS_EVENTS_PER_SECOND =
            row("limits.events_per_second", new Kind.Whole(1), 500).notYet();

    /// In the order of the file of defaults.
    static final List<Setting<?>> ALL = List.copyOf(TABLE);

    private static final Map<String, Setting<?>> BY_PATH =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Setting::path, Function.identity()));

    private Settings() {}

    static Optional<Setting<?>> at(String path) {
        return Optional.ofNullable(BY_PATH.get(path));
    }

    /// The names that may stand below a prefix (`""`, `tmp.`, `roots[].`); none when it is no
    /// section.
    static SequencedSet<String> below(String prefix) {
        return ALL.stream()
                .map(Setting::path)
                .filter(path -> path.startsWith(prefix))
                .map(path -> path.substring(prefix.length()).split("\\.", 2)[0].replace("[]", ""))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static <T> Row<T> row(String path, Kind<T> kind, T standard) {
        return new Row<>(path, kind, standard, Optional.empty());
    }

    private static <E extends Enum<E>> Row<E> choice(String path, E standard) {
        return row(path, new Kind.Choice<>(standard.getDeclaringClass()), standard);
    }

    private static Row<String> text(
            String path, Function<String, Parsed<String>> rule, String standard) {
        return row(path, new Kind.Text(rule), standard);
    }

    private static Row<Duration> span(String path, String standard) {
        return row(path, new Kind.Span(), duration(standard));
    }

    private static Row<Long> size(String path, String standard) {
        return row(path, new Kind.Size(), wellFormed(Sizes.parse(standard)));
    }

    private static Duration duration(String text) {
        return wellFormed(Durations.parse(text));
    }

    private static <T> T wellFormed(Parsed<T> parsed) {
        return switch (parsed) {
            case Parsed.Good<T>(T value) -> value;
            case Parsed.Bad<T>(String message, _) -> throw new IllegalStateException(message);
        };
    }
}
