package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Of which stores copies and backups of ours are below one root, found by two listings; nothing in
/// them is read. Who looks after many stores learns by this which of them to ask.
public final class MigrationRemains {

    private static final Set<String> NONE = Set.of();

    private final Root root;
    private final Place home;
    private final Map<String, Set<String>> staged;
    private final Map<String, Set<String>> shelved;

    private MigrationRemains(
            Root root,
            Place home,
            Map<String, Set<String>> staged,
            Map<String, Set<String>> shelved) {
        this.root = root;
        this.home = home;
        this.staged = staged;
        this.shelved = shelved;
    }

    /// Those that are there now.
    ///
    /// @param home as for [StoreMigration]
    /// @throws IOException if they cannot be listed; what is not there or is no directory of ours
    ///   holds nothing
    public static MigrationRemains of(Root root, Place home) throws IOException {
        return new MigrationRemains(
                root,
                home,
                byTag(root, home.child(StoreSite.STAGINGS)),
                byTag(root, home.child(StoreSite.BACKUPS)));
    }

    private static Map<String, Set<String>> byTag(Root root, Place above) throws IOException {
        Map<String, Set<String>> ids = new HashMap<>();
        try (Directory directory = root.open(above)) {
            directory.list((name, _) -> {
                String id = name.value();
                if (id.length() > StoreSite.TAG_LENGTH) {
                    ids.computeIfAbsent(id.substring(0, StoreSite.TAG_LENGTH), _ -> new TreeSet<>())
                            .add(id);
                }
                return true;
            });
        } catch (NoSuchFileException | RefusedException none) {
            return Map.of();
        }
        return ids;
    }

    /// Ids of the copies of this store that wait in `migrate/`.
    ///
    /// @param sessions the directory in which the store's single file is
    public Set<String> staged(Place sessions, StoreNames names) {
        return of(staged, sessions, names);
    }

    /// Ids of what was moved away from this store into `backups/`.
    ///
    /// @param sessions the directory in which the store's single file is
    public Set<String> shelved(Place sessions, StoreNames names) {
        return of(shelved, sessions, names);
    }

    private static Set<String> of(
            Map<String, Set<String>> byTag, Place sessions, StoreNames names) {
        return byTag.isEmpty()
                ? NONE
                : byTag.getOrDefault(StoreSite.tag(sessions.child(names.file())), NONE);
    }

    /// Whether a single file of this store was moved away and not compared with what it should be;
    /// a look at each of its backups.
    public boolean hasCaptured(Place sessions, StoreNames names) throws IOException {
        for (String id : shelved(sessions, names)) {
            try (Directory shelf = root.open(home.child(StoreSite.BACKUPS).child(id))) {
                if (shelf.look(BackupShelf.captured(names)).isPresent()) {
                    return true;
                }
            } catch (NoSuchFileException | RefusedException gone) {
                // It was removed between the listing and this look.
            }
        }
        return false;
    }
}
