package dev.sessionwatchdog.incident;

import dev.sessionwatchdog.store.forensic.ForensicEvent;
import dev.sessionwatchdog.store.forensic.Kind;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Phase;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// An event for the real writer.
public record WrittenEvent(
        String action, Phase phase, Level level, String message, Consumer<JsonGenerator> members)
        implements ForensicEvent {

    /// A temp file of an agent, reaped by rule.
    public static WrittenEvent reap(Phase phase, String agent, Optional<String> intent) {
        return new WrittenEvent(
                "tmp.reap",
                phase,
                Level.INFO,
                "tmp.reap " + phase.word() + ": agents/" + agent + "/x.tmp 54.1 MiB",
                json -> {
                    json.writeObjectPropertyStart("rule");
                    json.writeStringProperty("id", "tmp.orphan");
                    json.writeNumberProperty("version", 1);
                    json.writeStringProperty("verdict", "act");
                    json.writeArrayPropertyStart("checks");
                    check(json, "age", "26h", "1h", Optional.of(true));
                    check(json, "open_by", "unknown", "nobody", Optional.empty());
                    json.writeEndArray();
                    json.writeEndObject();
                    json.writeObjectPropertyStart("file");
                    json.writeStringProperty("path", "/t/agents/" + agent + "/x.tmp");
                    json.writeStringProperty("agent", agent);
                    json.writeEndObject();
                    json.writeObjectPropertyStart("quarantine");
                    json.writeStringProperty("id", "q-1");
                    json.writeStringProperty("restore", "session-watchdog quarantine restore q-1");
                    json.writeEndObject();
                    json.writeObjectPropertyStart("correlation");
                    json.writeStringProperty("incident", "inc-" + agent);
                    intent.ifPresent(id -> json.writeStringProperty("intent", id));
                    json.writeEndObject();
                });
    }

    /// Something that is said and not done.
    public static WrittenEvent said(String action, Level level, String message) {
        return new WrittenEvent(action, Phase.OBSERVED, level, message, _ -> {});
    }

    private static void check(
            JsonGenerator json, String name, String seen, String limit, Optional<Boolean> pass) {
        json.writeStartObject();
        json.writeStringProperty("check", name);
        json.writeStringProperty("observed", seen);
        json.writeStringProperty("limit", limit);
        if (pass.isPresent()) {
            json.writeBooleanProperty("pass", pass.get());
        } else {
            json.writeNullProperty("pass");
        }
        json.writeEndObject();
    }

    @Override
    public Kind kind() {
        return Kind.EVENT;
    }

    @Override
    public Optional<String> reason() {
        return Optional.empty();
    }

    @Override
    public void writeMembers(JsonGenerator json) {
        members.accept(json);
    }
}
