package dev.sessionwatchdog.store.forensic;

import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// An event about nothing in particular.
record SomeEvent(String action, Phase phase, String message, Optional<String> intent)
        implements ForensicEvent {

    static SomeEvent observed(String message) {
        return new SomeEvent("thing.seen", Phase.OBSERVED, message, Optional.empty());
    }

    static SomeEvent intent(String message) {
        return new SomeEvent("thing.act", Phase.INTENT, message, Optional.empty());
    }

    static SomeEvent outcome(Phase phase, String intent) {
        return new SomeEvent("thing.act", phase, "acted", Optional.of(intent));
    }

    static SomeEvent outcome(Phase phase, String intent, int length) {
        return new SomeEvent("thing.act", phase, "a".repeat(length), Optional.of(intent));
    }

    static SomeEvent quiet() {
        return new SomeEvent("sweep.summary", Phase.OBSERVED, "quiet", Optional.empty());
    }

    @Override
    public Level level() {
        return Level.INFO;
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
        if (intent.isPresent()) {
            json.writeObjectPropertyStart("correlation");
            json.writeStringProperty("intent", intent.get());
            json.writeEndObject();
        }
    }
}
