package dev.sessionwatchdog.store.forensic;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/// Strict, streaming JSON: one object, no duplicate names, nothing after it. What is written into
/// stays open.
final class Json {

    static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                    .build();

    private Json() {}

    /// The scalars of an object: its own by name, those of the objects named in `groups` as
    /// `group.name`. Everything else is checked to be JSON and passed over; so are nulls.
    ///
    /// @return empty if it is not exactly one JSON object
    static Optional<Map<String, String>> scalars(byte[] content, Set<String> groups) {
        Map<String, String> found = new TreeMap<>();
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), content)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            collect(json, "", groups, found);
            return json.nextToken() == null ? Optional.of(found) : Optional.empty();
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }

    private static void collect(
            JsonParser json, String prefix, Set<String> groups, Map<String, String> into) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.START_OBJECT && prefix.isEmpty() && groups.contains(name)) {
                collect(json, name + ".", Set.of(), into);
            } else if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                into.put(prefix + name, json.getString());
            } else {
                json.skipChildren();
            }
        }
    }
}
