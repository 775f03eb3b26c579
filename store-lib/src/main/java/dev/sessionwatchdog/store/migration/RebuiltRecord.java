package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.PinnedStream;
import dev.sessionwatchdog.store.root.RefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/// What a roll-back says of the single file that it rebuilt and verified: sealed, durable before
/// the file is published, and beside where it was made. If the record is there and the file is not,
/// it was published.
///
/// @param content hash of all that was in the directory, see [Rebuild]
/// @param left names of what is only in the directory
record RebuiltRecord(int sessions, boolean identical, String content, List<String> left) {

    static final Name NAME = new Name("rebuilt.json");
    private static final int MOST_BYTES = 64 << 20;
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    RebuiltRecord {
        left = List.copyOf(left);
    }

    void write(Directory around) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeNumberProperty("sessions", sessions);
            json.writeBooleanProperty("identical", identical);
            json.writeStringProperty("content", content);
            json.writeArrayPropertyStart("left");
            left.forEach(json::writeString);
            json.writeEndArray();
            json.writeEndObject();
        }
        byte[] closed = bytes.toByteArray();
        around.replace(NAME, ManifestSeal.seal(Arrays.copyOf(closed, closed.length - 1)));
    }

    static Optional<RebuiltRecord> read(Directory around) throws IOException {
        byte[] content;
        try (Pinned file = around.pin(NAME)) {
            content = new PinnedStream(file, MOST_BYTES).readAllBytes();
        } catch (NoSuchFileException | RefusedException none) {
            return Optional.empty();
        }
        return ManifestSeal.isValid(content) ? parsed(content) : Optional.empty();
    }

    private static Optional<RebuiltRecord> parsed(byte[] record) {
        int sessions = 0;
        boolean identical = false;
        String content = "";
        List<String> left = new ArrayList<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), record)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                switch (name) {
                    case "sessions" -> sessions = json.getIntValue();
                    case "identical" -> identical = value == JsonToken.VALUE_TRUE;
                    case "content" -> content = json.getString();
                    case "left" -> {
                        while (json.nextToken() == JsonToken.VALUE_STRING) {
                            left.add(json.getString());
                        }
                    }
                    default -> json.skipChildren();
                }
            }
            return Optional.of(new RebuiltRecord(sessions, identical, content, left));
        } catch (JacksonException notOurs) {
            return Optional.empty();
        }
    }
}
