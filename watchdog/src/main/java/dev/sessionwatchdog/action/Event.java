package dev.sessionwatchdog.action;

import dev.sessionwatchdog.finding.Check;
import dev.sessionwatchdog.store.forensic.ForensicEvent;
import dev.sessionwatchdog.store.forensic.Kind;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.forensic.Printable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// A forensic event of ours, put together member by member in the names of the event schema.
public final class Event implements ForensicEvent {

    private final String action;
    private final Phase phase;
    private final Level level;
    private final String message;
    private Kind kind = Kind.EVENT;
    private Optional<String> reason = Optional.empty();
    private Optional<Duration> took = Optional.empty();
    private final Map<String, String> correlation = new LinkedHashMap<>();
    private final Map<String, String> labels = new LinkedHashMap<>();
    private final List<Consumer<JsonGenerator>> members = new ArrayList<>();

    private Event(String action, Phase phase, Level level, String message) {
        this.action = action;
        this.phase = phase;
        this.level = level;
        this.message = message;
    }

    public static Event of(String action, Phase phase, Level level, String message) {
        return new Event(action, phase, level, message);
    }

    /// The outcome of an act that was announced and did not happen as announced.
    static Event notDone(String action, String what, Result.NotDone result) {
        return switch (result) {
            case Result.Overtaken overtaken ->
                    notDone(action, Phase.OVERTAKEN, Level.INFO, what, overtaken.found());
            case Result.Refused refused ->
                    notDone(action, Phase.REFUSED, Level.WARN, what, refused.kind());
            case Result.Failed failed ->
                    notDone(
                                    action,
                                    Phase.FAILED,
                                    Level.ERROR,
                                    what,
                                    failed.failure().getClass().getSimpleName())
                            .failure(failed.failure());
            case Result.Stranded stranded ->
                    notDone(action, Phase.INDETERMINATE, Level.ERROR, what, stranded.found())
                            .alert();
            case Result.Unexpected unexpected ->
                    notDone(action, Phase.INDETERMINATE, Level.ERROR, what, unexpected.found())
                            .alert();
            case Result.NotTried _ ->
                    notDone(
                            action,
                            Phase.OVERTAKEN,
                            Level.INFO,
                            what,
                            "stopping, nothing was done");
        };
    }

    private static Event notDone(String action, Phase phase, Level level, String what, String why) {
        String reason = Printable.of(why);
        return of(action, phase, level, action + " " + phase.word() + ": " + what + ": " + reason)
                .because(reason);
    }

    /// Makes it one to tell a person.
    public Event alert() {
        kind = Kind.ALERT;
        return this;
    }

    public Event because(String why) {
        reason = Optional.of(why);
        return this;
    }

    public Event took(Duration duration) {
        took = Optional.of(duration);
        return this;
    }

    public Event inSweep(String sweep) {
        correlation.put("sweep", sweep);
        return this;
    }

    /// One of several events that tell of the same trouble.
    ///
    /// @param incident a name of [Incident]
    public Event inIncident(String incident) {
        correlation.put("incident", incident);
        return this;
    }

    /// The intent that this event concludes.
    public Event concluding(String intent) {
        correlation.put("intent", intent);
        return this;
    }

    public Event label(String name, String value) {
        labels.put(name, value);
        return this;
    }

    /// Which rule, what it said, and all that it asked.
    public Event rule(String id, int version, String verdict, List<Check> checks) {
        return member(json -> {
            json.writeObjectPropertyStart("rule");
            json.writeStringProperty("id", id);
            json.writeNumberProperty("version", version);
            json.writeStringProperty("verdict", verdict);
            if (!checks.isEmpty()) {
                json.writeArrayPropertyStart("checks");
                checks.forEach(check -> write(check, json));
                json.writeEndArray();
            }
            json.writeEndObject();
        });
    }

    private static void write(Check check, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("check", check.check());
        json.writeStringProperty("observed", check.observed());
        check.limit().ifPresent(limit -> json.writeStringProperty("limit", limit));
        switch (check.answer()) {
            case PASS -> json.writeBooleanProperty("pass", true);
            case FAIL -> json.writeBooleanProperty("pass", false);
            case CANNOT_TELL -> json.writeNullProperty("pass");
        }
        json.writeEndObject();
    }

    public Event quarantined(String id, String path, String expires, String restore) {
        return member(json -> {
            json.writeObjectPropertyStart("quarantine");
            json.writeStringProperty("id", id);
            json.writeStringProperty("path", path);
            json.writeStringProperty("expires", expires);
            json.writeStringProperty("restore", restore);
            json.writeEndObject();
        });
    }

    public Event failure(Exception failure) {
        return member(json -> {
            json.writeObjectPropertyStart("error");
            json.writeStringProperty("type", failure.getClass().getSimpleName());
            json.writeStringProperty("message", String.valueOf(failure.getMessage()));
            json.writeEndObject();
        });
    }

    public Event degraded(boolean degraded) {
        return degraded ? member(json -> json.writeBooleanProperty("degraded", true)) : this;
    }

    /// Any other member.
    public Event member(Consumer<JsonGenerator> writer) {
        members.add(writer);
        return this;
    }

    @Override
    public String action() {
        return action;
    }

    @Override
    public Phase phase() {
        return phase;
    }

    @Override
    public Level level() {
        return level;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public String message() {
        return message;
    }

    @Override
    public Optional<String> reason() {
        return reason;
    }

    @Override
    public Optional<Duration> took() {
        return took;
    }

    @Override
    public void writeMembers(JsonGenerator json) {
        members.forEach(writer -> writer.accept(json));
        writeTexts(json, "correlation", correlation);
        writeTexts(json, "labels", labels);
    }

    private static void writeTexts(JsonGenerator json, String name, Map<String, String> texts) {
        if (!texts.isEmpty()) {
            json.writeObjectPropertyStart(name);
            texts.forEach(json::writeStringProperty);
            json.writeEndObject();
        }
    }
}
