package dev.sessionwatchdog.metrics;

import dev.sessionwatchdog.action.QuarantineActs.Holding;
import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.finding.LockFinding;
import dev.sessionwatchdog.sweep.SweepRecord;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/// How things stood in the last whole sweep, of all roots together.
final class SweepMetrics {

    private static final double[] SECONDS = {0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300};

    private final Counter sweeps;
    private final Histogram duration;
    private final Gauge last;
    private final Gauge blind;
    private final Gauge stores;
    private final Gauge temps;
    private final Gauge locks;
    private final Gauge legacy;
    private final Gauge items;
    private final Gauge bytes;

    private record Seen(SweepRecord record, Optional<Holding> holding) {}

    /// By root, which is never a label.
    private final Map<String, Seen> seen = new HashMap<>();

    SweepMetrics(PrometheusRegistry registry) {
        Families families = new Families(registry);
        sweeps = families.counter("sweeps_total", "Whole sweeps of a root.");
        duration =
                families.histogram(
                        "sweep_duration_seconds", "How long whole sweeps of a root took.", SECONDS);
        last =
                families.gauge(
                        "last_sweep_timestamp_seconds",
                        "When the last whole sweep ended, in seconds since 1970.");
        blind = families.gauge("blind", "1 while the owners of processes cannot be seen.");
        stores = families.gauge("stores", "Stores, by the gateway generation they are of.", "era");
        temps =
                families.gauge(
                        "temps",
                        "Temps that are waited for, are due, or are over a budget.",
                        "state");
        locks = families.gauge("locks", "Locks that stand, by what was found of them.", "state");
        legacy = families.gauge("legacy_stores", "Stores of the single file that may be migrated.");
        items = families.gauge("quarantine_items", "Things that are in quarantine.");
        bytes = families.gauge("quarantine_bytes", "Bytes of what is in quarantine.");
        show();
    }

    void guardsBegin() {
        seen.clear();
    }

    void record(String root, SweepRecord record, Optional<Holding> holding, Instant now) {
        Optional<Holding> held =
                holding.or(() -> Optional.ofNullable(seen.get(root)).flatMap(Seen::holding));
        seen.put(root, new Seen(record, held));
        sweeps.inc();
        duration.observe((double) record.took().toNanos() / 1e9);
        last.set((double) now.toEpochMilli() / 1e3);
        show();
    }

    private void show() {
        blind.set(sum(record -> record.blind().isPresent() ? 1 : 0) > 0 ? 1 : 0);
        for (Era era : Era.values()) {
            stores.labelValues(era.word())
                    .set(sum(record -> record.eras().getOrDefault(era.word(), 0)));
        }
        temps.labelValues("waiting").set(sum(SweepRecord::waiting));
        temps.labelValues("due").set(sum(SweepRecord::ripe));
        temps.labelValues("left").set(sum(SweepRecord::left));
        for (LockFinding.State state : LockFinding.State.values()) {
            locks.labelValues(state.word())
                    .set(sum(record -> record.locks().byState().getOrDefault(state, 0)));
        }
        legacy.set(sum(record -> record.legacy().standing()));
        items.set(held().mapToInt(Holding::items).sum());
        bytes.set((double) held().mapToLong(Holding::bytes).sum());
    }

    private Stream<Holding> held() {
        return seen.values().stream().flatMap(root -> root.holding().stream());
    }

    private int sum(ToIntFunction<SweepRecord> count) {
        return seen.values().stream().map(Seen::record).mapToInt(count).sum();
    }
}
