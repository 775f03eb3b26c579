package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Root;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What every verb reads first: who guards a root, whether it still does, and where it writes.
///
/// @param started wall time of the process's start
/// @param eventsDirectory where the forensic log is
/// @param config the configuration file; empty when there is none
public record DaemonFile(
        long pid,
        OptionalLong startTicks,
        Instant started,
        String version,
        String mode,
        boolean drill,
        String stateDirectory,
        String eventsDirectory,
        Optional<String> config,
        Optional<String> degraded,
        Optional<String> blind) {

    public static final String SCHEMA = "session-watchdog.daemon/1";

    private static final JsonFactory JSON = new JsonFactory();

    /// Whether the process that wrote it is at work.
    public enum State {
        RUNNING,
        STOPPED
    }

    /// Replaces the file of a root, durably.
    ///
    /// @param heartbeat wall time of now
    public void write(
            Root root,
            State state,
            Instant heartbeat,
            Optional<Instant> nextSweep,
            Optional<SweepRecord> last)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeStringProperty("schema", SCHEMA);
            json.writeStringProperty("state", state == State.RUNNING ? "running" : "stopped");
            writeIdentity(json);
            json.writeStringProperty("heartbeat", heartbeat.toString());
            nextSweep.ifPresent(at -> json.writeStringProperty("next_sweep", at.toString()));
            last.map(SweepRecord::blind)
                    .orElse(blind)
                    .ifPresent(reason -> json.writeStringProperty("blind", reason));
            last.ifPresent(sweep -> write(sweep, json));
            json.writeEndObject();
        }
        try (Directory home = root.open(ControlFiles.HOME)) {
            home.replace(ControlFiles.DAEMON, bytes.toByteArray());
        }
    }

    /// Leaves word of a pass that was made by hand, so that other verbs find its log.
    public void writeStopped(Root root, List<SweepRecord> records) throws IOException {
        write(root, State.STOPPED, started, Optional.empty(), records.stream().reduce((_, r) -> r));
    }

    private void writeIdentity(JsonGenerator json) {
        json.writeNumberProperty("pid", pid);
        startTicks.ifPresent(ticks -> json.writeNumberProperty("start_ticks", ticks));
        json.writeStringProperty("started", started.toString());
        json.writeStringProperty("version", version);
        json.writeStringProperty("mode", mode);
        json.writeBooleanProperty("drill", drill);
        json.writeStringProperty("state_dir", stateDirectory);
        json.writeStringProperty("events_dir", eventsDirectory);
        config.ifPresent(file -> json.writeStringProperty("config", file));
        degraded.ifPresent(reason -> json.writeStringProperty("degraded", reason));
    }

    private static void write(SweepRecord sweep, JsonGenerator json) {
        json.writeObjectPropertyStart("last_sweep");
        json.writeStringProperty("id", sweep.id());
        json.writeNumberProperty("stores", sweep.stores());
        json.writeObjectPropertyStart("eras");
        sweep.eras().forEach((era, count) -> json.writeNumberProperty(era, count.intValue()));
        json.writeEndObject();
        json.writeNumberProperty("applied", sweep.tally().applied());
        json.writeNumberProperty("skipped", sweep.tally().skipped());
        json.writeNumberProperty("failed", sweep.tally().failed());
        json.writeNumberProperty("left", sweep.left() + sweep.tally().left());
        json.writeNumberProperty("kept", sweep.kept());
        json.writeNumberProperty("waiting", sweep.waiting());
        json.writeNumberProperty("bytes", sweep.tally().bytes());
        json.writeNumberProperty("locks", sweep.locks().standing());
        json.writeNumberProperty("legacy_stores", sweep.legacy().standing());
        json.writeNumberProperty("locks_broken", sweep.locks().tally().applied());
        json.writeNumberProperty("locks_broken_in_all", sweep.locks().brokenInAll());
        json.writeNumberProperty("took_ms", sweep.took().toMillis());
        json.writeEndObject();
    }
}
