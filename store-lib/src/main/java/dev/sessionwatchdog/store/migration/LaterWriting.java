package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether anybody wrote sessions into a directory that a migration made: an entry that is another
/// one than the manifest lists, or that it does not list. The times of the directory itself show
/// nothing, since whoever removes a file in it moves them, and so does a roll-back that was given
/// up; nor does the time of an entry alone.
public final class LaterWriting {

    private static final String ENTRY = ".json";

    /// Entries of which the content is compared.
    private static final int MOST_READ = 64;

    private LaterWriting() {}

    private record Younger(Name name, Instant mtime) {}

    /// When such an entry was written, by its own time.
    ///
    /// @param sessions the directory in which the directory store is
    /// @param after what is not younger than this does not count
    /// @param maxEntryBytes a larger entry does not count
    /// @return empty also if the directory has no valid manifest
    /// @throws IOException if it cannot be read
    public static Optional<Instant> find(
            Root root, Place sessions, StoreNames names, Instant after, int maxEntryBytes)
            throws IOException {
        try (Directory store = root.open(sessions.child(names.directory()))) {
            List<Younger> younger = younger(store, after);
            if (younger.isEmpty() || ManifestReader.head(store, StoreSite.MANIFEST).isEmpty()) {
                return Optional.empty();
            }
            Map<String, String> made = Merge.base(store);
            for (Younger each : younger) {
                boolean another =
                        EntryBytes.read(store, each.name, root.uid(), maxEntryBytes)
                                        instanceof EntryBytes.Found found
                                && !Sha256.of(found.bytes()).equals(made.get(each.name.value()));
                if (another) {
                    return Optional.of(each.mtime);
                }
            }
            return Optional.empty();
        }
    }

    private static List<Younger> younger(Directory store, Instant after) throws IOException {
        List<Name> names = new ArrayList<>();
        store.list((name, _) -> {
            if (name.value().endsWith(ENTRY) && !name.value().startsWith(".")) {
                names.add(name);
            }
            return true;
        });
        List<Younger> younger = new ArrayList<>();
        for (Name name : names) {
            if (younger.size() == MOST_READ) {
                return younger;
            }
            store.look(name)
                    .filter(facts -> facts.type() == FileType.REGULAR)
                    .filter(facts -> facts.mtime().isAfter(after))
                    .ifPresent(facts -> younger.add(new Younger(name, facts.mtime())));
        }
        return younger;
    }
}
