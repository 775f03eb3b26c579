package dev.sessionwatchdog.incident;

import dev.sessionwatchdog.store.forensic.RawLine;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One event as it was read back. What it says is not escaped.
///
/// @param raw the line, without its newline
public record LoggedEvent(
        String id,
        long sequence,
        Instant time,
        String level,
        String action,
        String phase,
        String message,
        JsonNode json,
        String raw) {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    /// One check of the rule behind an event.
    ///
    /// @param pass empty when it could not be told
    public record Check(String name, String observed, String limit, Optional<Boolean> pass) {}

    /// Empty if the line is no event.
    public static Optional<LoggedEvent> parse(RawLine line) {
        return line.form() == RawLine.Form.WHOLE ? parse(line.text()) : Optional.empty();
    }

    /// Empty if the line is no event.
    public static Optional<LoggedEvent> parse(String line) {
        try {
            JsonNode json = MAPPER.readTree(line);
            JsonNode event = json.path("event");
            return Optional.of(
                    new LoggedEvent(
                            event.path("id").stringValue(),
                            event.path("sequence").longValue(),
                            Instant.parse(json.path("@timestamp").stringValue()),
                            json.path("log").path("level").stringValue(),
                            event.path("action").stringValue(),
                            event.path("phase").stringValue(),
                            json.path("message").stringValue(),
                            json,
                            line));
        } catch (JacksonException | DateTimeParseException notOurs) {
            return Optional.empty();
        }
    }

    /// Text at `group.name`, if it is there and is text.
    public Optional<String> text(String group, String name) {
        return json.path(group).path(name).stringValueOpt();
    }

    /// The message without what the event says anyway.
    public String gist() {
        for (String prefix : List.of(action + " " + phase + ": ", action + ": ")) {
            if (message.startsWith(prefix)) {
                return message.substring(prefix.length());
            }
        }
        return message;
    }

    /// The id of the intent that this event belongs to: its own, or the one that it concludes.
    public Optional<String> intent() {
        return phase.equals("intent") ? Optional.of(id) : text("correlation", "intent");
    }

    /// The command that undoes what was done.
    public Optional<String> undo() {
        return text("quarantine", "restore");
    }

    public List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        for (JsonNode check : json.path("rule").path("checks")) {
            checks.add(
                    new Check(
                            shown(check.path("check")),
                            shown(check.path("observed")),
                            shown(check.path("limit")),
                            check.path("pass").booleanValueOpt()));
        }
        return checks;
    }

    private static String shown(JsonNode value) {
        if (value.isMissingNode()) {
            return "";
        }
        return value.stringValueOpt().orElseGet(value::toString);
    }
}
