package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.observation.LockPayload.Lease;
import dev.sessionwatchdog.observation.LockPayload.Unparsable;
import dev.sessionwatchdog.observation.LockPayload.Written;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/// Reads the one JSON object of a lock. Never throws, whatever the bytes are, and never quotes
/// them.
final class LockPayloadReader {

    /// A longer hold is no claim but nonsense, and would not survive arithmetic.
    private static final Duration LONGEST_HOLD = Duration.ofDays(3_653);

    private static final Duration SHORTEST_TERM = Duration.ofSeconds(1);
    private static final Duration LONGEST_TERM = Duration.ofDays(1);

    /// The largest payload seen is flat and under 500 bytes (`facts/upstream.md` a.1, a.6).
    private static final TokenStreamFactory JSON =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(JsonFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxDocumentLength(LockPayload.MAX_BYTES)
                                    .maxStringLength(8 * 1024)
                                    .maxNameLength(256)
                                    .maxNumberLength(64)
                                    .maxNestingDepth(16)
                                    .build())
                    .build();

    private OptionalLong pid = OptionalLong.empty();
    private Optional<Instant> createdAt = Optional.empty();
    private OptionalLong startTicks = OptionalLong.empty();
    private Optional<Duration> maxHold = Optional.empty();
    private OptionalLong ttlMillis = OptionalLong.empty();
    private OptionalLong heartbeatMillis = OptionalLong.empty();

    private LockPayloadReader() {}

    static LockPayload read(byte[] raw) {
        if (raw.length > LockPayload.MAX_BYTES) {
            return new Unparsable("larger than " + LockPayload.MAX_BYTES + " bytes");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
        } catch (CharacterCodingException _) {
            return new Unparsable("not UTF-8");
        }
        if (text.chars().allMatch(LockPayloadReader::isWhiteSpace)) {
            return new LockPayload.Empty();
        }
        if (text.charAt(0) == '\ufeff') {
            return new Unparsable("begins with a byte order mark");
        }
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            return new LockPayloadReader().readDocument(parser);
        } catch (StreamConstraintsException _) {
            return new Unparsable("beyond the limits of the JSON reader");
        } catch (JacksonException broken) {
            return new Unparsable("not JSON at character " + broken.getLocation().getCharOffset());
        }
    }

    /// JSON's own, which is less than Java's.
    private static boolean isWhiteSpace(int character) {
        return character == ' ' || character == '\t' || character == '\n' || character == '\r';
    }

    private LockPayload readDocument(JsonParser parser) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return new Unparsable("not a JSON object");
        }
        readMembers(parser, this::readMember);
        // White space may follow: fs-safe >= 0.4.7 writes its proof of ownership with it (a.7).
        return parser.nextToken() == null
                ? new Written(pid, createdAt, startTicks, maxHold, lease())
                : new Unparsable("something follows its end");
    }

    private static void readMembers(JsonParser parser, BiConsumer<String, JsonParser> reader) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String member = parser.currentName();
            parser.nextToken();
            reader.accept(member, parser);
        }
    }

    private void readMember(String member, JsonParser parser) {
        switch (member) {
            case "pid" -> pid = integer(parser, 1, Integer.MAX_VALUE);
            case "createdAt" -> createdAt = text(parser).flatMap(Timestamp::parse);
            case "starttime" -> startTicks = integer(parser, 0, Long.MAX_VALUE);
            case "maxHoldMs" -> {
                OptionalLong millis = integer(parser, 1, LONGEST_HOLD.toMillis());
                maxHold =
                        millis.isPresent()
                                ? Optional.of(Duration.ofMillis(millis.getAsLong()))
                                : Optional.empty();
            }
            case "lease" -> {
                if (parser.currentToken() == JsonToken.START_OBJECT) {
                    readMembers(parser, this::readLeaseMember);
                } else {
                    parser.skipChildren();
                }
            }
            default -> parser.skipChildren();
        }
    }

    private void readLeaseMember(String member, JsonParser parser) {
        switch (member) {
            case "ttlMs" ->
                    ttlMillis = integer(parser, SHORTEST_TERM.toMillis(), LONGEST_TERM.toMillis());
            case "heartbeatMs" -> heartbeatMillis = integer(parser, 1, LONGEST_TERM.toMillis());
            default -> parser.skipChildren();
        }
    }

    private Optional<Lease> lease() {
        if (ttlMillis.isEmpty()
                || heartbeatMillis.isEmpty()
                || heartbeatMillis.getAsLong() >= ttlMillis.getAsLong()) {
            return Optional.empty();
        }
        return Optional.of(
                new Lease(
                        Duration.ofMillis(ttlMillis.getAsLong()),
                        Duration.ofMillis(heartbeatMillis.getAsLong())));
    }

    /// The value at which the parser stands, if it is an integer within these bounds, both
    /// included.
    private static OptionalLong integer(JsonParser parser, long least, long most) {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            parser.skipChildren();
            return OptionalLong.empty();
        }
        long value = parser.getLongValue();
        return value >= least && value <= most ? OptionalLong.of(value) : OptionalLong.empty();
    }

    private static Optional<String> text(JsonParser parser) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            parser.skipChildren();
            return Optional.empty();
        }
        return Optional.of(parser.getString());
    }
}
