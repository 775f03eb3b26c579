package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/// The record of a session's events, one JSON object in each line: `type` says what happened, `ts`
/// when (`Date.toISOString()`), `traceSchema` is `openclaw-trajectory`. Every attempt ends with
/// `session.ended`. Read in the published 2026.5.22 and 2026.6.11.
///
/// 2026.5.22 appends as it goes; 2026.6.11 collects an attempt's events in memory and replaces the
/// file when the attempt is over. So the end that stands there may be that of an earlier attempt
/// while another one runs: it says something of a lock only if it is later than the lock (S04b).
final class Trajectory {

    private static final TokenStreamFactory JSON =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(JsonFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxDocumentLength(FileEnd.MOST_BYTES)
                                    .maxStringLength(FileEnd.MOST_BYTES)
                                    .maxNestingDepth(100)
                                    .build())
                    .build();

    private Trajectory() {}

    /// When the session ended, if its end is the last event.
    static Optional<Instant> ended(Directory store, Name trajectory) throws IOException {
        try (Pinned file = store.pin(trajectory)) {
            Facts before = file.facts();
            if (!SessionRecordsReader.fit(before, Long.MAX_VALUE)) {
                return Optional.empty();
            }
            FileEnd end = FileEnd.read(file, 0, before.size());
            boolean changed =
                    !before.identity().equals(file.facts().identity())
                            || store.look(trajectory)
                                    .filter(now -> now.identity().equals(before.identity()))
                                    .isEmpty();
            if (changed || end.torn() || end.lines().isEmpty()) {
                return Optional.empty();
            }
            return endedAt(end.lines().getLast());
        }
    }

    private static Optional<Instant> endedAt(String line) {
        boolean trajectory = false;
        boolean ended = false;
        Optional<Instant> at = Optional.empty();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String member = parser.currentName();
                if (parser.nextToken() != JsonToken.VALUE_STRING) {
                    parser.skipChildren();
                    continue;
                }
                switch (member) {
                    case "traceSchema" ->
                            trajectory = parser.getString().equals("openclaw-trajectory");
                    case "type" -> ended = parser.getString().equals("session.ended");
                    case "ts" -> at = Timestamp.parse(parser.getString());
                    default -> {}
                }
            }
            return trajectory && ended && parser.nextToken() == null ? at : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }
}
