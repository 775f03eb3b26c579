package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.root.Name;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Which lease and which owner an event of a break is about, as its labels say.
///
/// @param hash directory of the lease
/// @param held the token that was to be broken
record BreakLabels(Name hash, Token.Held held) {

    private static final JsonFactory JSON = new JsonFactory();

    Map<String, String> write() {
        return Map.of(
                "lease", hash.value(),
                "generation", Long.toString(held.generation()),
                "lease_owner", held.owner().value());
    }

    /// Empty if the line tells of no break of a lease.
    static Optional<BreakLabels> read(String line) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean labels = json.currentName().equals("labels");
                if (json.nextToken() == JsonToken.START_OBJECT && labels) {
                    return of(texts(json));
                }
                json.skipChildren();
            }
            return Optional.empty();
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
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

    private static Optional<BreakLabels> of(Map<String, String> texts) {
        String hash = texts.getOrDefault("lease", "");
        String held =
                texts.getOrDefault("generation", "")
                        + ".held."
                        + texts.getOrDefault("lease_owner", "");
        Optional<Token> token = Name.parse(held).flatMap(Token::parse);
        return hash.matches("[0-9a-f]{64}") && token.isPresent()
                ? Optional.of(new BreakLabels(new Name(hash), (Token.Held) token.get()))
                : Optional.empty();
    }
}
