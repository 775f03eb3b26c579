package dev.sessionwatchdog.store.root;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/// JSON as RFC 8259 has it, in well-formed UTF-8 without a byte order mark, read as a stream.
///
/// Numbers have at most a mebibyte and nesting at most 1,000 levels; what goes beyond is told as
/// such. Findings never quote the content.
public final class StrictJson {

    /// What is asked of the members of one object.
    public enum Members {
        /// No two of one name.
        UNIQUE,
        /// Whatever the writer made; readers take the last one.
        AS_WRITTEN
    }

    private static final StreamReadConstraints BOUNDS =
            StreamReadConstraints.builder()
                    .maxDocumentLength(-1)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(1 << 20)
                    .maxNumberLength(1 << 20)
                    .maxNestingDepth(1_000)
                    .build();

    private static final JsonFactory AS_WRITTEN =
            JsonFactory.builder()
                    // Names are not interned, but they are canonicalised: without that the parser
                    // counts characters, and nothing would tell where a value stands.
                    .disable(JsonFactory.Feature.INTERN_PROPERTY_NAMES)
                    .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                    .streamReadConstraints(BOUNDS)
                    .build();

    private static final JsonFactory UNIQUE =
            AS_WRITTEN.rebuild().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private StrictJson() {}

    /// A parser over this text; every exception that it throws is one for [#fault].
    public static JsonParser parser(InputStream text, Members members) {
        JsonFactory factory =
                switch (members) {
                    case UNIQUE -> UNIQUE;
                    case AS_WRITTEN -> AS_WRITTEN;
                };
        return factory.createParser(ObjectReadContext.empty(), new Utf8Stream(text));
    }

    /// What is wrong with the text, for a person.
    ///
    /// @throws IOException if nothing is wrong with the text but with reading it
    public static String fault(JacksonException failure) throws IOException {
        return switch (failure) {
            case StreamConstraintsException _ -> "beyond the limits of the JSON reader";
            case JacksonIOException wrapped
                    when wrapped.getCause() instanceof Utf8Stream.NotTextException notText ->
                    notText.getMessage();
            case JacksonIOException wrapped -> throw new IOException(wrapped.getMessage(), wrapped);
            default -> "not JSON at byte " + failure.getLocation().getByteOffset();
        };
    }

    /// What is wrong with this text; empty if it is exactly one JSON value.
    public static Optional<String> fault(byte[] text, Members members) {
        try (JsonParser parser = parser(new ByteArrayInputStream(text), members)) {
            if (parser.nextToken() == null) {
                return Optional.of("empty");
            }
            parser.skipChildren();
            parser.finishToken();
            return parser.nextToken() == null
                    ? Optional.empty()
                    : Optional.of("something follows its end");
        } catch (JacksonException broken) {
            try {
                return Optional.of(fault(broken));
            } catch (IOException impossible) {
                throw new IllegalStateException("bytes in memory can be read", impossible);
            }
        }
    }
}
