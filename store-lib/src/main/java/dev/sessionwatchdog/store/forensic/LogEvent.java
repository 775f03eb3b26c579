package dev.sessionwatchdog.store.forensic;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/// What the log tells of itself.
///
/// @param intent the event that it concludes
record LogEvent(
        String action,
        Phase phase,
        Level level,
        Kind kind,
        String message,
        Optional<String> reason,
        Map<String, String> labels,
        Optional<String> intent)
        implements ForensicEvent {

    static final String RESERVE = "events.reserve";

    /// The file system is full: from here on lines come from what was set aside.
    static LogEvent full(long room) {
        return new LogEvent(
                RESERVE,
                Phase.OBSERVED,
                Level.ERROR,
                Kind.ALERT,
                RESERVE
                        + ": the file system of the forensic log is full: intents and outcomes go"
                        + " into its reserve, "
                        + room
                        + " bytes",
                Optional.of("enospc"),
                Map.of("room", Long.toString(room)),
                Optional.empty());
    }

    /// There is space again.
    ///
    /// @param unwritten lines that were neither intent nor outcome and found no room
    static LogEvent refilled(long unwritten) {
        return new LogEvent(
                RESERVE,
                Phase.OBSERVED,
                unwritten > 0 ? Level.WARN : Level.INFO,
                Kind.EVENT,
                RESERVE
                        + ": there is space again, the reserve is whole"
                        + (unwritten > 0
                                ? "; " + unwritten + " observations found no room meanwhile"
                                : ""),
                Optional.of("recovered"),
                Map.of("unwritten", Long.toString(unwritten)),
                Optional.empty());
    }

    /// Old segments are about to go.
    static LogEvent expiring(Expiry.Due due) {
        return expiry(Phase.INTENT, due, Optional.empty());
    }

    /// They are gone, or could not be removed.
    static LogEvent expired(Expiry.Due due, String intent, Phase outcome) {
        return expiry(outcome, due, Optional.of(intent));
    }

    private static LogEvent expiry(Phase phase, Expiry.Due due, Optional<String> intent) {
        return new LogEvent(
                Expiry.ACTION,
                phase,
                phase == Phase.FAILED ? Level.ERROR : Level.INFO,
                Kind.EVENT,
                "%s %s: sequence %d to %d, %d segments, %d bytes, by age or size"
                        .formatted(
                                Expiry.ACTION,
                                phase.word(),
                                due.seals().getFirst().first(),
                                due.last().last(),
                                due.seals().size(),
                                due.bytes()),
                Optional.empty(),
                due.labels(),
                intent);
    }

    @Override
    public void writeMembers(JsonGenerator json) {
        if (intent.isPresent()) {
            json.writeObjectPropertyStart("correlation");
            json.writeStringProperty("intent", intent.get());
            json.writeEndObject();
        }
        json.writeObjectPropertyStart("labels");
        new TreeMap<>(labels).forEach(json::writeStringProperty);
        json.writeEndObject();
    }
}
