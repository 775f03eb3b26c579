package dev.sessionwatchdog.store.forensic;

import dev.sessionwatchdog.store.time.Moment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// Puts one event and all that the log knows itself into one line.
///
/// @param id of the event
/// @param after the line before it
/// @param segment that the line will stand in
record Envelope(String id, Link after, long segment, Moment moment, LineText text) {

    private static final int CUT_MESSAGE = 1000;
    private static final int CUT_REASON = 200;

    /// Bytes of an event's own members that a line keeps which is cut.
    private static final int CUT_MEMBERS = RawLine.MAX_BYTES / 2;

    private static final Set<String> OWN =
            Set.of(
                    "schema",
                    "@timestamp",
                    "message",
                    "log",
                    "event",
                    "chain",
                    "clock",
                    "host",
                    "service",
                    "config",
                    "actor");

    /// The line with its newline, at most [RawLine#MAX_BYTES]. One that would be longer keeps the
    /// envelope and the smaller members, and says `truncated`.
    byte[] line(ForensicEvent event) {
        byte[] whole = render(event, Integer.MAX_VALUE, event::writeMembers);
        return whole.length <= RawLine.MAX_BYTES ? whole : cut(event, whole);
    }

    private byte[] cut(ForensicEvent event, byte[] whole) {
        return render(
                event,
                CUT_MESSAGE,
                json -> {
                    copySmallMembers(whole, json);
                    json.writeBooleanProperty("truncated", true);
                });
    }

    /// What the event wrote itself, in its order, as far as it is small; what it is related to in
    /// any case.
    private static void copySmallMembers(byte[] whole, JsonGenerator json) {
        int room = CUT_MEMBERS;
        try (JsonParser from = Json.FACTORY.createParser(ObjectReadContext.empty(), whole)) {
            from.nextToken();
            while (from.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = from.currentName();
                from.nextToken();
                int start = (int) from.currentTokenLocation().getByteOffset();
                from.skipChildren();
                from.finishToken();
                int size = (int) from.currentLocation().getByteOffset() - start;
                if (!OWN.contains(name) && (size <= room / 4 || name.equals("correlation"))) {
                    json.writeName(name);
                    json.writeRawValue(new String(whole, start, size, StandardCharsets.UTF_8));
                    room -= size;
                }
            }
        }
    }

    private interface Members {
        void write(JsonGenerator json);
    }

    private byte[] render(ForensicEvent event, int messageLimit, Members members) {
        return text.line(json -> {
            json.writeStringProperty("schema", LineFacts.SCHEMA);
            json.writeStringProperty("@timestamp", text.timestamp(moment.wall()));
            json.writeStringProperty("message", limited(event.message(), messageLimit));
            writeLevel(json, event.level());
            writeEvent(json, event, Math.min(messageLimit, CUT_REASON));
            writeChain(json);
            writeClock(json);
            text.writeOrigin(json);
            members.write(json);
        });
    }

    static String limited(String text, int limit) {
        return text.length() <= limit ? text : text.substring(0, limit) + "...";
    }

    private static void writeLevel(JsonGenerator json, Level level) {
        json.writeObjectPropertyStart("log");
        json.writeStringProperty("level", level.word());
        json.writeNumberProperty("severity_number", level.severityNumber());
        json.writeEndObject();
    }

    private void writeEvent(JsonGenerator json, ForensicEvent event, int reasonLimit) {
        json.writeObjectPropertyStart("event");
        json.writeStringProperty("id", id);
        json.writeNumberProperty("sequence", after.sequence() + 1);
        json.writeStringProperty("kind", event.kind().word());
        json.writeStringProperty("action", event.action());
        json.writeStringProperty("phase", event.phase().word());
        outcome(event.phase()).ifPresent(word -> json.writeStringProperty("outcome", word));
        event.reason()
                .ifPresent(
                        reason -> json.writeStringProperty("reason", limited(reason, reasonLimit)));
        event.took().ifPresent(took -> json.writeNumberProperty("duration_ns", took.toNanos()));
        json.writeEndObject();
    }

    private static Optional<String> outcome(Phase phase) {
        return switch (phase) {
            case DONE -> Optional.of("success");
            case FAILED -> Optional.of("failure");
            case INDETERMINATE -> Optional.of("unknown");
            case OBSERVED, INTENT, OVERTAKEN, REFUSED -> Optional.empty();
        };
    }

    private void writeChain(JsonGenerator json) {
        json.writeObjectPropertyStart("chain");
        json.writeStringProperty("id", after.chainId());
        json.writeNumberProperty("segment", segment);
        json.writeStringProperty("prev", after.sha256());
        json.writeEndObject();
    }

    /// The schema wants no negative clocks. Where the monotonic clock's origin lies in the future,
    /// 2^63 ns are added: differences stay right.
    private void writeClock(JsonGenerator json) {
        json.writeObjectPropertyStart("clock");
        json.writeStringProperty("boot_id", moment.bootId());
        json.writeNumberProperty("monotonic_ns", moment.monotonicNanos() & Long.MAX_VALUE);
        json.writeNumberProperty("suspended_ns", Math.max(0, moment.suspended().toNanos()));
        json.writeStringProperty("sync", "unknown");
        json.writeEndObject();
    }
}
