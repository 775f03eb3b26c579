package dev.sessionwatchdog.store.legacy;

import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.PinnedStream;
import dev.sessionwatchdog.store.root.StrictJson;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads a legacy store, the single `sessions.json`, as a stream that keeps only the keys
/// (`protocols.md` 7, step 1).
///
/// Refused are: what is not exactly one JSON object in UTF-8, a key that is there twice, a file or
/// a number of sessions beyond the limits, and a file that changes while it is read. What is inside
/// an entry only has to be JSON: members that are there twice, long numbers and odd escapes stay as
/// they are.
public final class LegacyReader {

    private final long maxBytes;
    private final int maxSessions;

    /// @param maxBytes a larger file is refused
    /// @param maxSessions a store of more sessions is refused; their keys are held in memory
    public LegacyReader(long maxBytes, int maxSessions) {
        this.maxBytes = maxBytes;
        this.maxSessions = maxSessions;
    }

    /// Reads the whole file and shows its entries.
    ///
    /// @throws IOException if the file cannot be read, or the visitor threw it
    public LegacyReading read(Pinned file, LegacyVisitor visitor) throws IOException {
        Facts before = file.facts();
        if (before.size() > maxBytes) {
            return new LegacyReading.Refused(before.size() + " bytes, the limit is " + maxBytes);
        }
        LegacyReading reading = parse(file, before, visitor);
        Facts after = file.facts();
        boolean same = before.size() == after.size() && before.mtime().equals(after.mtime());
        return same ? reading : new LegacyReading.Refused("it changed while it was read");
    }

    private LegacyReading parse(Pinned file, Facts facts, LegacyVisitor visitor)
            throws IOException {
        PinnedStream text = new PinnedStream(file, facts.size());
        try (JsonParser json = StrictJson.parser(text, StrictJson.Members.AS_WRITTEN)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return new LegacyReading.Refused(
                        json.currentToken() == null ? "empty" : "not a JSON object");
            }
            Set<String> keys = new HashSet<>();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = json.currentName();
                if (!keys.add(key)) {
                    return new LegacyReading.Refused(
                            "a key is there twice, the second time before byte " + offset(json));
                }
                if (keys.size() > maxSessions) {
                    return new LegacyReading.Refused("more than " + maxSessions + " sessions");
                }
                if (!visitor.visit(entry(file, new SessionKey(key), json))) {
                    return new LegacyReading.Stopped();
                }
            }
            return json.nextToken() == null
                    ? new LegacyReading.Whole(keys.size(), facts)
                    : new LegacyReading.Refused("something follows its end");
        } catch (JacksonException broken) {
            return new LegacyReading.Refused(StrictJson.fault(broken));
        }
    }

    /// Goes to the end of the value that comes next.
    private static LegacyEntry entry(Pinned file, SessionKey key, JsonParser json) {
        json.nextToken();
        long start = json.currentTokenLocation().getByteOffset();
        json.skipChildren();
        json.finishToken();
        return new LegacyEntry(file, key, start, offset(json) - start);
    }

    private static long offset(JsonParser json) {
        return json.currentLocation().getByteOffset();
    }
}
