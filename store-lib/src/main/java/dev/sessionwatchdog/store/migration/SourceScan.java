package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.key.EntryName;
import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.legacy.LegacyEntry;
import dev.sessionwatchdog.store.root.StrictJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// What a single file holds, seen from the layout that it is to become: how many sessions, and
/// which of them are taken for the same (`facts/scenarios.md` S56).
///
/// @param losers keys whose entries are put aside, with the key of the entry that stands for both
record SourceScan(
        int sessions, Map<SessionKey, SessionKey> losers, String longestName, int cutNames) {

    /// @throws Source.UnfitException if it is no store that can be migrated
    static SourceScan of(Source source, MigrationSettings settings, MigrationProgress progress)
            throws IOException {
        Reading reading = new Reading(settings, progress);
        int sessions = source.read(settings, reading::take);
        return new SourceScan(sessions, reading.losers, reading.longest, reading.cut);
    }

    boolean isPutAside(SessionKey key) {
        return losers.containsKey(key);
    }

    int entries() {
        return sessions - losers.size();
    }

    List<FoldedKey> folded() {
        List<FoldedKey> folded = new ArrayList<>();
        losers.forEach((key, winner) -> folded.add(new FoldedKey(key, winner)));
        return folded;
    }

    private static final class Reading {

        private final MigrationSettings settings;
        private final MigrationProgress progress;
        private final Map<SessionKey, LegacyEntry> standing = new HashMap<>();
        private final Map<SessionKey, SessionKey> losers = new LinkedHashMap<>();
        private String longest = "";
        private int longestBytes;
        private int cut;
        private int seen;

        private Reading(MigrationSettings settings, MigrationProgress progress) {
            this.settings = settings;
            this.progress = progress;
        }

        private boolean take(LegacyEntry entry) throws IOException {
            if (entry.length() > settings.maxEntryBytes()) {
                throw new Source.UnfitException(
                        "an entry has "
                                + entry.length()
                                + " bytes, the limit is "
                                + settings.maxEntryBytes());
            }
            measure(entry.key());
            SessionKey canonical = settings.layout().canonical(entry.key());
            LegacyEntry other = standing.putIfAbsent(canonical, entry);
            if (other != null) {
                fold(canonical, other, entry);
            }
            progress.at(MigrationProgress.Part.READING, ++seen, 0);
            return true;
        }

        private void measure(SessionKey key) throws Source.UnfitException {
            EntryName name = settings.layout().name(key);
            int bytes = name.value().getBytes(StandardCharsets.UTF_8).length;
            if (bytes > longestBytes) {
                longestBytes = bytes;
                longest = name.value();
            }
            Optional<byte[]> record = settings.layout().record(key);
            if (record.isPresent()) {
                cut++;
                if (record.get().length > settings.maxEntryBytes()) {
                    throw new Source.UnfitException(
                            "a key has "
                                    + record.get().length
                                    + " bytes, the limit is "
                                    + settings.maxEntryBytes());
                }
            }
        }

        /// The newest wins; of equally new ones the one whose key is canonical, else the first.
        private void fold(SessionKey canonical, LegacyEntry first, LegacyEntry second)
                throws IOException {
            int newer = updatedAt(second).compareTo(updatedAt(first));
            boolean secondWins = newer > 0 || (newer == 0 && second.key().equals(canonical));
            LegacyEntry winner = secondWins ? second : first;
            LegacyEntry loser = secondWins ? first : second;
            standing.put(canonical, winner);
            losers.put(loser.key(), winner.key());
            losers.replaceAll((_, by) -> by.equals(loser.key()) ? winner.key() : by);
        }

        /// An entry that does not say when it was updated is older than any that does.
        private BigDecimal updatedAt(LegacyEntry entry) throws IOException {
            byte[] value = entry.value(settings.maxEntryBytes());
            BigDecimal updated = BigDecimal.ONE.negate();
            try (JsonParser json =
                    StrictJson.parser(
                            new ByteArrayInputStream(value), StrictJson.Members.AS_WRITTEN)) {
                if (json.nextToken() != JsonToken.START_OBJECT) {
                    return updated;
                }
                while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                    boolean wanted = json.currentName().equals("updatedAt");
                    if (json.nextToken() == JsonToken.VALUE_NUMBER_INT && wanted) {
                        updated = json.getDecimalValue();
                    }
                    json.skipChildren();
                }
                return updated;
            } catch (JacksonException broken) {
                throw new Source.UnfitException(StrictJson.fault(broken));
            }
        }
    }
}
