package dev.sessionwatchdog.store.forensic;

import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// Something that people will read during an incident. The log adds the envelope (sequence, chain,
/// clocks, origin) and knows nothing of what the event is about.
public interface ForensicEvent {

    /// What it is about, as in `tmp.reap`.
    String action();

    Phase phase();

    Level level();

    Kind kind();

    /// One line for a person, names from outside escaped, no content of sessions.
    String message();

    /// Why, in one word or a few, where the phase alone does not say it.
    Optional<String> reason();

    /// How long it took, of what has a beginning and an end.
    default Optional<Duration> took() {
        return Optional.empty();
    }

    /// Writes further members of the event's JSON object, in the order of the schema; the generator
    /// stands inside the object.
    void writeMembers(JsonGenerator json);
}
