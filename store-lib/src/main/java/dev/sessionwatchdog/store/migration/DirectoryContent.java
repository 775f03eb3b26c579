package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.key.EntryName;
import dev.sessionwatchdog.store.key.KeyOfName;
import dev.sessionwatchdog.store.key.Layout;
import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.PinnedStream;
import dev.sessionwatchdog.store.root.RefusedException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a directory that a migration made holds now, in the order in which the single file had it,
/// then what came since (`protocols.md` 7, "Roll-back"). One entry at a time is in memory.
final class DirectoryContent {

    /// Is shown one session.
    @FunctionalInterface
    interface Visitor {

        /// @param key as the single file had it, where it had it
        void visit(SessionKey key, byte[] value) throws IOException;
    }

    private final StoreSite site;
    private final Directory store;
    private final Name manifest;
    private final Layout layout;
    private final List<String> left = new ArrayList<>();
    private boolean asMigrated = true;

    /// @param manifest under whatever name it is at the moment
    DirectoryContent(StoreSite site, Directory store, Name manifest) throws IOException {
        this.site = site;
        this.store = store;
        this.manifest = manifest;
        this.layout =
                ManifestReader.head(store, manifest)
                        .flatMap(head -> Layout.of(head.layout()))
                        .orElseThrow(() ->
                                new IOException(store.place().child(manifest) + ": no manifest"));
    }

    /// Shows every session.
    ///
    /// @return how many
    int show(Visitor visitor) throws IOException {
        left.clear();
        asMigrated = true;
        int[] shown = {0};
        Visitor counting =
                (key, value) -> {
                    shown[0]++;
                    visitor.visit(key, value);
                };
        Set<String> known = new HashSet<>();
        Set<String> putAside = new HashSet<>();
        ManifestReader.read(
                store,
                manifest,
                entry -> {
                    known.add(entry.name());
                    listed(entry, counting);
                },
                entry -> {
                    putAside.add(entry.name());
                    showPutAside(entry, counting);
                });
        showNew(known, counting);
        findOtherConflicts(putAside);
        return shown[0];
    }

    /// Names of what was no session in the last [#show].
    List<String> left() {
        return List.copyOf(left);
    }

    /// Whether the last [#show] found every entry as the migration had made it, and no other.
    boolean asMigrated() {
        return asMigrated;
    }

    private EntryBytes read(Directory in, Name name) throws IOException {
        return EntryBytes.read(in, name, site.root().uid(), site.settings().maxEntryBytes());
    }

    private void listed(ManifestEntry entry, Visitor visitor) throws IOException {
        switch (read(store, new Name(entry.name()))) {
            case EntryBytes.Found found -> {
                asMigrated &= Sha256.of(found.bytes()).equals(entry.sha256());
                visitor.visit(entry.key(), found.bytes());
            }
            case EntryBytes.Absent _ -> asMigrated = false;
            case EntryBytes.Odd(String what) -> leave(entry.name(), what);
        }
    }

    private void leave(String name, String what) {
        asMigrated = false;
        left.add(name + ": " + what);
    }

    /// What the layout could not hold beside another one has its own key again in a single file.
    private void showPutAside(ManifestEntry entry, Visitor visitor) throws IOException {
        try (Directory shelf = store.open(StoreSite.CONFLICT)) {
            switch (read(shelf, new Name(entry.name()))) {
                case EntryBytes.Found found -> {
                    asMigrated &= Sha256.of(found.bytes()).equals(entry.sha256());
                    visitor.visit(entry.key(), found.bytes());
                }
                case EntryBytes.Absent _ -> asMigrated = false;
                case EntryBytes.Odd(String what) ->
                        leave(StoreSite.CONFLICT + "/" + entry.name(), what);
            }
        } catch (NoSuchFileException | RefusedException gone) {
            asMigrated = false;
        }
    }

    private void showNew(Set<String> known, Visitor visitor) throws IOException {
        List<Name> names = new ArrayList<>();
        int undecodable =
                store.list((name, _) -> {
                    boolean entry =
                            !name.value().startsWith(".")
                                    && !name.equals(StoreSite.CONFLICT)
                                    && !known.contains(name.value());
                    if (entry) {
                        names.add(name);
                    }
                    return true;
                });
        if (undecodable > 0) {
            leave(undecodable + " names", "not UTF-8");
        }
        names.sort(null);
        for (Name name : names) {
            switch (read(store, name)) {
                case EntryBytes.Absent _ -> {}
                case EntryBytes.Odd(String what) -> leave(name.value(), what);
                case EntryBytes.Found found -> {
                    asMigrated = false;
                    Optional<SessionKey> key = key(name);
                    if (key.filter(DirectoryContent::isNoText).isPresent()) {
                        leave(name.value(), "no single file can hold its key");
                    } else if (key.isPresent()) {
                        visitor.visit(key.get(), found.bytes());
                    } else {
                        leave(name.value(), "nothing tells its key");
                    }
                }
            }
        }
    }

    /// Readers of single files refuse a key with an unpaired surrogate.
    private static boolean isNoText(SessionKey key) {
        return key.value()
                .codePoints()
                .anyMatch(it -> it >= Character.MIN_SURROGATE && it <= Character.MAX_SURROGATE);
    }

    private Optional<SessionKey> key(Name name) throws IOException {
        Optional<EntryName> entry = EntryName.parse(name.value());
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        return switch (layout.read(entry.get())) {
            case KeyOfName.Told(SessionKey key) -> Optional.of(key);
            case KeyOfName.Foreign _ -> Optional.empty();
            case KeyOfName.Recorded _ -> recorded(entry.get());
        };
    }

    private Optional<SessionKey> recorded(EntryName name) throws IOException {
        try (Directory keys = store.open(StoreSite.KEYS);
                Pinned file = keys.pin(new Name(name.value()))) {
            byte[] record = new PinnedStream(file, site.settings().maxEntryBytes()).readAllBytes();
            return layout.read(name, record);
        } catch (NoSuchFileException | RefusedException none) {
            return Optional.empty();
        }
    }

    /// What was kept of a session that both sides had changed stays where it is.
    private void findOtherConflicts(Set<String> putAside) throws IOException {
        try (Directory shelf = store.open(StoreSite.CONFLICT)) {
            shelf.list((name, _) -> {
                if (name.value().endsWith(EntryName.END) && !putAside.contains(name.value())) {
                    left.add(StoreSite.CONFLICT + "/" + name + ": kept beside the session's entry");
                }
                return true;
            });
        } catch (NoSuchFileException | RefusedException none) {
            return;
        }
    }
}
