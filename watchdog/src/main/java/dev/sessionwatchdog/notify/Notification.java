package dev.sessionwatchdog.notify;

import dev.sessionwatchdog.incident.LoggedEvent;
import dev.sessionwatchdog.store.forensic.Printable;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// One thing to tell people.
///
/// @param trouble what it is about
/// @param event the newest that is known of it
/// @param heldBack other notifications that this one stands for, because there were too many
/// @param repeated alerts of the same trouble since the last notification
record Notification(Kind kind, String trouble, LoggedEvent event, int heldBack, int repeated) {

    static final String SCHEMA = "session-watchdog.notification/1";

    private static final JsonFactory JSON = new JsonFactory();

    enum Kind {
        ALERT,
        /// It was told before, and stands still.
        REMINDER,
        /// What was told is over.
        RESOLVE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What the hook reads on its standard input.
    byte[] json() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeStringProperty("schema", SCHEMA);
            json.writeStringProperty("kind", kind.word());
            json.writeStringProperty("severity", event.level());
            event.text("correlation", "incident")
                    .ifPresent(incident -> json.writeStringProperty("incident", incident));
            json.writeStringProperty("host", event.text("host", "name").orElse(""));
            json.writeStringProperty("instance", event.text("service", "instance").orElse(""));
            json.writeNumberProperty("held_back", heldBack);
            json.writeNumberProperty("repeated", repeated);
            json.writeStringProperty("text", text());
            json.writeName("event");
            json.writeRawValue(event.raw());
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /// In one line, for people; escaped, so that it cannot steer a terminal.
    String text() {
        String lead =
                switch (kind) {
                    case ALERT, RESOLVE -> "";
                    case REMINDER -> "still: ";
                };
        return lead
                + Printable.of(event.message())
                + (kind == Kind.RESOLVE ? " (resolved)" : "")
                + (repeated > 0 ? " (told " + repeated + " more times)" : "")
                + (heldBack > 0 ? " (and " + heldBack + " more)" : "");
    }
}
