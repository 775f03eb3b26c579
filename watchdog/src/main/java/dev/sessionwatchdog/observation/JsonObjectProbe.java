package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.PinnedStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/// Reads a whole file as one JSON object, as a stream: nothing of it is kept, whatever its size.
final class JsonObjectProbe {

    private static final TokenStreamFactory JSON =
            JsonFactory.builder()
                    // An index may have a hundred thousand different keys; none is worth keeping.
                    .disable(JsonFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxDocumentLength(-1)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .maxNumberLength(1 << 20)
                                    .maxNestingDepth(1_000)
                                    .build())
                    .build();

    private JsonObjectProbe() {}

    /// What is wrong with it; empty when it is a whole JSON object and nothing else.
    ///
    /// @throws UnjudgeableException if it goes beyond the parser's bounds
    /// @throws IOException if it cannot be read
    static Optional<String> fault(Pinned file) throws IOException, UnjudgeableException {
        if (!beginsAsUtf8(file)) {
            return Optional.of("not a JSON object");
        }
        try (JsonParser parser =
                JSON.createParser(
                        ObjectReadContext.empty(), new PinnedStream(file, Long.MAX_VALUE))) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT) {
                return Optional.of(first == null ? "empty" : "not a JSON object");
            }
            parser.skipChildren();
            if (parser.currentToken() != JsonToken.END_OBJECT) {
                return Optional.of("ends in the middle");
            }
            return parser.nextToken() == null
                    ? Optional.empty()
                    : Optional.of("something follows its end");
        } catch (StreamConstraintsException beyond) {
            throw new UnjudgeableException("beyond the limits of the JSON reader", beyond);
        } catch (JacksonIOException | UncheckedIOException unreadable) {
            if (unreadable.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(unreadable);
        } catch (JacksonException broken) {
            // Never the parser's own message: it quotes what it read.
            return Optional.of("not JSON at character " + broken.getLocation().getCharOffset());
        }
    }

    /// The parser takes UTF-16, UTF-32 and a byte order mark too; a gateway fails at all three.
    static boolean beginsAsUtf8(Pinned file) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(2);
        while (start.hasRemaining() && file.read(start, start.position()) > 0) {
            // The start of a file may come in parts.
        }
        start.flip();
        boolean ascii = true;
        while (start.hasRemaining()) {
            ascii &= start.get() > 0;
        }
        return ascii;
    }

    /// It cannot be said whether the file is whole.
    static final class UnjudgeableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnjudgeableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
