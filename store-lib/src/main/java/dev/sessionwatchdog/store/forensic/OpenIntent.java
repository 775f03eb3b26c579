package dev.sessionwatchdog.store.forensic;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// An intent of which the log does not say how it went.
///
/// @param id of the event
/// @param line the raw line, JSON, without its newline
public record OpenIntent(String id, String action, String line) {

    /// The texts among the event's `labels`, by name; none if it has no labels.
    public Map<String, String> labels() {
        try (JsonParser json = Json.FACTORY.createParser(ObjectReadContext.empty(), line)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean labels = json.currentName().equals("labels");
                if (json.nextToken() == JsonToken.START_OBJECT && labels) {
                    return texts(json);
                }
                json.skipChildren();
            }
        } catch (JacksonException notJson) {
            return Map.of();
        }
        return Map.of();
    }

    private static Map<String, String> texts(JsonParser json) {
        Map<String, String> texts = new TreeMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            if (json.nextToken() == JsonToken.VALUE_STRING) {
                texts.put(name, json.getString());
            } else {
                json.skipChildren();
            }
        }
        return texts;
    }
}
