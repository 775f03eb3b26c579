package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.key.Layout;
import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.legacy.LegacyEntry;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Optional;

/// A copy of a single file in the form of a directory, aside from the store, where nobody but us
/// looks (`protocols.md` 7, steps 3 and 4).
///
/// Every file is synced when it is written; a sync that fails ends the attempt, and nothing of it
/// is used again.
final class Staging implements Closeable {

    private final StoreSite site;
    private final String id;
    private final Directory around;
    private final Directory copy;

    private Staging(StoreSite site, String id, Directory around, Directory copy) {
        this.site = site;
        this.id = id;
        this.around = around;
        this.copy = copy;
    }

    /// The staging of this id, made if it is not there.
    static Staging at(StoreSite site, String id) throws IOException {
        Directory around = site.make(site.stagings(), id);
        boolean opened = false;
        try {
            Directory copy = around.openOrMake(site.names().directory());
            opened = true;
            return new Staging(site, id, around, copy);
        } finally {
            if (!opened) {
                around.close();
            }
        }
    }

    String id() {
        return id;
    }

    /// The directory that holds the copy under the name that it will have.
    Directory around() {
        return around;
    }

    Directory copy() {
        return copy;
    }

    /// Writes every session, durably.
    void fill(Source source, SourceScan scan, MigrationProgress progress) throws IOException {
        try (Directory keys = copy.openOrMake(StoreSite.KEYS)) {
            int[] done = {0};
            source.read(
                    site.settings(),
                    entry -> {
                        write(entry, scan, keys);
                        progress.at(MigrationProgress.Part.WRITING, ++done[0], scan.sessions());
                        return true;
                    });
            keys.sync();
            copy.sync();
        }
    }

    private void write(LegacyEntry entry, SourceScan scan, Directory keys) throws IOException {
        Layout layout = site.settings().layout();
        SessionKey key = entry.key();
        byte[] value = entry.value(site.settings().maxEntryBytes());
        Name name = new Name(layout.name(key).value());
        if (scan.isPutAside(key)) {
            try (ConflictShelf shelf = ConflictShelf.in(copy)) {
                shelf.keep(key, name, id, value);
            }
            return;
        }
        Optional<byte[]> record = layout.record(key);
        if (record.isPresent()) {
            keys.create(name, record.get());
        }
        try {
            copy.create(name, value);
        } catch (FileAlreadyExistsException taken) {
            throw new Source.UnfitException(
                    "two sessions would be one file here, which the layout does not explain; try"
                            + " entries-exact");
        }
    }

    /// Handles that cannot be closed say nothing about what was done by them.
    @Override
    public void close() {
        Forward.tidy(copy::close);
        Forward.tidy(around::close);
    }
}
