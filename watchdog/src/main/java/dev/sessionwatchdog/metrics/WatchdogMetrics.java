package dev.sessionwatchdog.metrics;

import dev.sessionwatchdog.action.QuarantineActs.Holding;
import dev.sessionwatchdog.incident.LoggedEvent;
import dev.sessionwatchdog.store.forensic.RawLine;
import dev.sessionwatchdog.sweep.SweepRecord;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The numbers of this process since its start: what its forensic events and its sweeps say, and
/// nothing else. Base units, and labels of [Vocabulary] only. Counted by the sweeping thread, read
/// by any.
public final class WatchdogMetrics {

    /// Of the text format.
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    private final EventMetrics events = new EventMetrics(registry);
    private final SweepMetrics sweeps = new SweepMetrics(registry);
    private final Families families = new Families(registry);
    private final Info build =
            families.info("build_info", "What runs, and how.", "version", "mode");
    private final Gauge interval =
            families.gauge(
                    "sweep_interval_seconds", "How often everything is meant to be looked at.");
    private final Gauge start =
            families.gauge("start_time_seconds", "When the daemon began, in seconds since 1970.");

    /// @param started when the daemon began
    public WatchdogMetrics(Instant started) {
        start.set((double) started.toEpochMilli() / 1e3);
    }

    /// Notes what is in force, at the start and after each reload; counters go on.
    ///
    /// @param fullSweep how often everything is looked at
    public void configured(String version, String mode, Duration fullSweep) {
        build.setLabelValues(version, mode);
        interval.set((double) fullSweep.toMillis() / 1e3);
        events.guardsBegin();
        sweeps.guardsBegin();
    }

    /// Counts one event of the log.
    public void appended(RawLine line) {
        LoggedEvent.parse(line).ifPresent(events::record);
    }

    /// Takes over how things stood in a sweep.
    ///
    /// @param root tells roots apart and is not shown
    /// @param holding what is in quarantine; empty when it could not be read
    public void swept(String root, SweepRecord record, Optional<Holding> holding, Instant now) {
        sweeps.record(root, record, holding, now);
    }

    /// All of it in Prometheus' text format.
    public byte[] text() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 * 1024);
        writer.write(bytes, registry.scrape());
        return bytes.toByteArray();
    }
}
