package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.PinnedStream;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.root.StrictJson;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads a manifest as a stream.
final class ManifestReader {

    /// Is shown one line of a manifest.
    @FunctionalInterface
    interface Visitor {
        void visit(ManifestEntry entry) throws IOException;
    }

    private ManifestReader() {}

    /// What the file of this name says, if it is a manifest whose seal is right.
    static Optional<ManifestHead> head(Directory directory, Name name) throws IOException {
        try (Pinned file = directory.pin(name)) {
            return ManifestSeal.isValid(file)
                    ? read(file, _ -> {}, _ -> {}, true)
                    : Optional.empty();
        } catch (NoSuchFileException | RefusedException none) {
            return Optional.empty();
        }
    }

    /// Shows the entries in the order of the single file that was migrated, then what was put
    /// aside.
    ///
    /// @throws IOException also if it is not sealed, or not as a manifest is
    static ManifestHead read(Directory directory, Name name, Visitor entries, Visitor putAside)
            throws IOException {
        try (Pinned file = directory.pin(name)) {
            if (!ManifestSeal.isValid(file)) {
                throw new IOException(directory.place().child(name) + ": its seal is broken");
            }
            return read(file, entries, putAside, false)
                    .orElseThrow(
                            () -> new IOException(directory.place().child(name) + ": no manifest"));
        }
    }

    private static Optional<ManifestHead> read(
            Pinned file, Visitor entries, Visitor putAside, boolean headOnly) throws IOException {
        Map<String, String> texts = new HashMap<>();
        Map<String, Long> numbers = new HashMap<>();
        PinnedStream text = new PinnedStream(file, file.facts().size());
        try (JsonParser json = StrictJson.parser(text, StrictJson.Members.AS_WRITTEN)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (value == JsonToken.START_ARRAY) {
                    if (headOnly) {
                        break;
                    }
                    show(json, name.equals("entries") ? entries : putAside);
                } else if (value == JsonToken.START_OBJECT) {
                    members(json, name + ".", texts, numbers);
                } else {
                    member(json, name, texts, numbers);
                }
            }
        } catch (JacksonException broken) {
            throw new IOException("manifest: " + StrictJson.fault(broken), broken);
        }
        return head(texts, numbers);
    }

    private static void members(
            JsonParser json, String prefix, Map<String, String> texts, Map<String, Long> numbers) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            member(json, prefix + name, texts, numbers);
        }
    }

    private static void member(
            JsonParser json, String name, Map<String, String> texts, Map<String, Long> numbers) {
        switch (json.currentToken()) {
            case VALUE_STRING -> texts.put(name, json.getString());
            case VALUE_NUMBER_INT -> numbers.put(name, json.getLongValue());
            default -> json.skipChildren();
        }
    }

    private static void show(JsonParser json, Visitor visitor) throws IOException {
        while (json.nextToken() == JsonToken.START_OBJECT) {
            Map<String, String> texts = new HashMap<>();
            Map<String, Long> numbers = new HashMap<>();
            members(json, "", texts, numbers);
            visitor.visit(
                    new ManifestEntry(
                            texts.getOrDefault("name", ""),
                            new SessionKey(texts.getOrDefault("key", "")),
                            texts.getOrDefault("sha256", ""),
                            numbers.getOrDefault("length", -1L)));
        }
    }

    private static Optional<ManifestHead> head(
            Map<String, String> texts, Map<String, Long> numbers) {
        boolean whole =
                texts.containsKey("id")
                        && texts.containsKey("layout")
                        && texts.containsKey("source.sha256")
                        && numbers.containsKey("source.size")
                        && numbers.containsKey("count")
                        && numbers.containsKey("put_aside");
        return whole
                ? Optional.of(
                        new ManifestHead(
                                texts.getOrDefault("id", ""),
                                texts.getOrDefault("layout", ""),
                                texts.getOrDefault("source.sha256", ""),
                                numbers.getOrDefault("source.size", 0L),
                                Math.toIntExact(numbers.getOrDefault("count", 0L)),
                                Math.toIntExact(numbers.getOrDefault("put_aside", 0L))))
                : Optional.empty();
    }
}
