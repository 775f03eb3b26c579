package dev.sessionwatchdog.store.forensic;

import java.io.ByteArrayOutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/// The text of lines, in one buffer for all of them, with what is the same in each of them written
/// once: a sweep of a hundred thousand orphans makes two hundred thousand lines.
///
/// Not for more than one thread at a time.
final class LineText {

    private static final int COMMAND = 4000;

    /// A buffer that a rare long line needed is not kept.
    private static final int KEPT = 16 * 1024;

    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final String origin;
    private Optional<Buffer> kept = Optional.empty();
    private long timestampMillis = Long.MIN_VALUE;
    private String timestamp = "";

    /// @param origin of all lines
    LineText(Origin origin) {
        String object =
                new String(
                        line(json -> {
                            writeHost(origin, json);
                            writeService(origin, json);
                            writeConfig(origin, json);
                            writeActor(origin, json);
                        }),
                        StandardCharsets.UTF_8);
        this.origin = object.substring(1, object.lastIndexOf('}'));
    }

    /// Bytes by way of characters: half a surrogate pair then becomes a question mark and no error.
    private static final class Buffer {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        private final Writer characters = new OutputStreamWriter(bytes, StandardCharsets.UTF_8);
    }

    /// One object and a newline.
    byte[] line(Consumer<JsonGenerator> members) {
        Buffer mine = kept.orElseGet(Buffer::new);
        // What an error leaves behind is in no later line.
        kept = Optional.empty();
        try (JsonGenerator json =
                Json.FACTORY.createGenerator(ObjectWriteContext.empty(), mine.characters)) {
            json.writeStartObject();
            members.accept(json);
            json.writeEndObject();
            json.writeRaw('\n');
        }
        byte[] line = mine.bytes.toByteArray();
        if (line.length <= KEPT) {
            mine.bytes.reset();
            kept = Optional.of(mine);
        }
        return line;
    }

    /// In milliseconds, UTC.
    String timestamp(Instant wall) {
        long millis = wall.toEpochMilli();
        if (millis != timestampMillis) {
            timestamp = MILLIS.format(wall);
            timestampMillis = millis;
        }
        return timestamp;
    }

    /// The members that say who writes, after others.
    void writeOrigin(JsonGenerator json) {
        json.writeRaw(',');
        json.writeRaw(origin);
    }

    private static void writeHost(Origin origin, JsonGenerator json) {
        json.writeObjectPropertyStart("host");
        origin.hostId().ifPresent(host -> json.writeStringProperty("id", host));
        json.writeStringProperty("name", origin.hostName());
        json.writeStringProperty("os", origin.os());
        json.writeEndObject();
    }

    private static void writeService(Origin origin, JsonGenerator json) {
        json.writeObjectPropertyStart("service");
        json.writeStringProperty("name", "session-watchdog");
        json.writeStringProperty("version", origin.serviceVersion());
        json.writeStringProperty("instance", origin.instance());
        json.writeNumberProperty("pid", origin.pid());
        origin.startTicks().ifPresent(ticks -> json.writeNumberProperty("start_ticks", ticks));
        json.writeStringProperty("mode", origin.mode());
        if (origin.drill()) {
            json.writeBooleanProperty("drill", true);
        }
        origin.invocationId().ifPresent(it -> json.writeStringProperty("invocation_id", it));
        json.writeEndObject();
    }

    private static void writeConfig(Origin origin, JsonGenerator json) {
        json.writeObjectPropertyStart("config");
        json.writeStringProperty("sha256", origin.configSha256());
        json.writeNumberProperty("generation", origin.configGeneration());
        json.writeEndObject();
    }

    private static void writeActor(Origin origin, JsonGenerator json) {
        json.writeObjectPropertyStart("actor");
        json.writeStringProperty("type", origin.actorType());
        json.writeNumberProperty("uid", origin.uid());
        origin.command()
                .ifPresent(command ->
                        json.writeStringProperty("command", Envelope.limited(command, COMMAND)));
        json.writeEndObject();
    }
}
