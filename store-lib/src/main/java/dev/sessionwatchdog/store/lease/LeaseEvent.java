package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.forensic.ForensicEvent;
import dev.sessionwatchdog.store.forensic.Kind;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.forensic.Printable;
import dev.sessionwatchdog.store.root.Place;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/// What is told of the breaking of one lease.
///
/// @param intent id of the intent that it concludes
/// @param place of the lease, from the store's parent
/// @param evidence what was watched, for an intent
/// @param owner what the owner wrote about itself, for an intent
/// @param quarantine where what the owner leaves is to go or has gone; empty where nothing has
/// @param fencing empty where that does not matter
/// @param labels the generation, owner and ground, by which an interrupted break is found again
public record LeaseEvent(
        String action,
        Phase phase,
        String message,
        Optional<String> reason,
        Optional<String> intent,
        String place,
        Optional<Standing.Credit> evidence,
        Optional<LeaseSighting> owner,
        String quarantine,
        Optional<Fencing> fencing,
        Map<String, String> labels)
        implements ForensicEvent {

    public static final String BREAK = "lease.break";
    static final String GAP = "clock.gap";

    public LeaseEvent {
        labels = Map.copyOf(labels);
    }

    /// The observer of leases did not look for a while: nothing that it watched before counts.
    ///
    /// @param place of the lease, or of all of them
    static LeaseEvent gap(Place place, int leases) {
        return new LeaseEvent(
                GAP,
                Phase.OBSERVED,
                "clock.gap: the observer of "
                        + (leases == 1 ? "a lease" : leases + " leases")
                        + " did not look; all credit starts anew",
                Optional.empty(),
                Optional.empty(),
                place.toString(),
                Optional.empty(),
                Optional.empty(),
                "",
                Optional.empty(),
                Map.of());
    }

    @Override
    public Level level() {
        return switch (phase) {
            case FAILED, INDETERMINATE -> Level.ERROR;
            case OVERTAKEN, OBSERVED -> Level.INFO;
            case INTENT, DONE, REFUSED -> Level.WARN;
        };
    }

    @Override
    public Kind kind() {
        return Kind.EVENT;
    }

    @Override
    public void writeMembers(JsonGenerator json) {
        if (intent.isPresent()) {
            json.writeObjectPropertyStart("correlation");
            json.writeStringProperty("intent", intent.get());
            json.writeEndObject();
        }
        json.writeObjectPropertyStart("file");
        json.writeStringProperty("path", Printable.of(place));
        json.writeStringProperty("type", "directory");
        json.writeEndObject();
        if (evidence.isPresent()) {
            writeCredit(json, evidence.get());
        }
        if (owner.isPresent() && owner.get().record().isPresent()) {
            writeOwner(json, owner.get());
        }
        if (!quarantine.isEmpty()) {
            json.writeObjectPropertyStart("quarantine");
            json.writeStringProperty("path", quarantine);
            json.writeEndObject();
        }
        fencing.ifPresent(known -> json.writeBooleanProperty("fenced", known.fenced()));
        json.writeObjectPropertyStart("labels");
        new TreeMap<>(labels).forEach(json::writeStringProperty);
        json.writeEndObject();
    }

    private static void writeCredit(JsonGenerator json, Standing.Credit credit) {
        json.writeObjectPropertyStart("lock");
        json.writeObjectPropertyStart("lease");
        json.writeStringProperty("source", "heartbeat");
        json.writeNumberProperty("lapsed_ms", credit.silence().toMillis());
        json.writeNumberProperty("limit_ms", credit.limit().toMillis());
        json.writeNumberProperty("looks", credit.samples());
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void writeOwner(JsonGenerator json, LeaseSighting sighting) {
        ProcessIdentity process = sighting.record().orElseThrow().process();
        if (process.pid() < 1) {
            return;
        }
        json.writeObjectPropertyStart("owner");
        json.writeNumberProperty("pid", process.pid());
        json.writeStringProperty("liveness", sighting.ownerGone() ? "dead" : "unknown");
        json.writeNumberProperty("start_ticks", Math.max(0, process.startTicks()));
        json.writeStringProperty("executable", Printable.of(process.argv0()));
        json.writeEndObject();
    }
}
