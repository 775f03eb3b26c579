package dev.sessionwatchdog.quarantine;

import dev.sessionwatchdog.store.root.Place;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The record of a quarantined item as JSON: one flat object of texts.
final class RecordFile {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String SCHEMA = "session-watchdog.quarantine-item/1";

    private RecordFile() {}

    static byte[] write(ItemRecord record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeStringProperty("schema", SCHEMA);
            json.writeStringProperty("id", record.id());
            json.writeStringProperty("from", record.from().toString());
            json.writeStringProperty("rule", record.rule());
            json.writeStringProperty("event", record.event());
            json.writeStringProperty("at", record.at().toString());
            json.writeStringProperty("expires", record.expires().toString());
            json.writeStringProperty("device", Long.toString(record.device()));
            json.writeStringProperty("inode", Long.toString(record.inode()));
            json.writeStringProperty("size", Long.toString(record.size()));
            json.writeStringProperty("mtime", record.mtime().toString());
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /// What the bytes say; empty when they are not a record.
    static Optional<ItemRecord> read(byte[] bytes) {
        Map<String, String> members = new HashMap<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                if (json.nextToken() != JsonToken.VALUE_STRING) {
                    return Optional.empty();
                }
                members.put(name, json.getString());
            }
            return Optional.of(from(members));
        } catch (JacksonException | IllegalArgumentException | DateTimeParseException notARecord) {
            return Optional.empty();
        }
    }

    private static ItemRecord from(Map<String, String> members) {
        return new ItemRecord(
                text(members, "id"),
                Place.of(text(members, "from")),
                text(members, "rule"),
                text(members, "event"),
                Instant.parse(text(members, "at")),
                Instant.parse(text(members, "expires")),
                Long.parseLong(text(members, "device")),
                Long.parseLong(text(members, "inode")),
                Long.parseLong(text(members, "size")),
                Instant.parse(text(members, "mtime")));
    }

    private static String text(Map<String, String> members, String name) {
        String value = members.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no " + name);
        }
        return value;
    }
}
