package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.RefusedException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/// A copy that was staged and never put into place, while a single file stands.
///
/// A whole one of another single file may be the last trace of that file: a power failure can take
/// the file's content, and a gateway that finds nothing begins anew. It is kept as a backup, never
/// deleted (`protocols.md` S10, S12).
final class Leftover {

    private final StoreSite site;
    private final Directory sessions;
    private final String id;

    Leftover(StoreSite site, Directory sessions, String id) {
        this.site = site;
        this.sessions = sessions;
        this.id = id;
    }

    /// Whether it is whole, and not what the single file is at this moment.
    boolean mayBeTheOnlyCopy() throws IOException {
        Optional<ManifestHead> head;
        try (Directory around = site.root().open(site.stagings().child(id));
                Directory copy = around.open(site.names().directory())) {
            head = ManifestReader.head(copy, StoreSite.MANIFEST);
        } catch (NoSuchFileException | RefusedException none) {
            return false;
        }
        return head.isPresent() && !head.get().sha256().equals(standing());
    }

    private String standing() throws IOException {
        try (Source source = Source.pin(sessions, site.names().file(), site.root().uid())) {
            return source.sha256();
        } catch (NoSuchFileException none) {
            return "";
        }
    }

    /// Moves the copy into the backups, where it is listed and expires as they do.
    ///
    /// @param shelf id of one on which nothing stands
    Backup shelve(String shelf) throws IOException {
        Name directory = site.names().directory();
        Backup backup;
        try (Directory around = site.root().open(site.stagings().child(id));
                BackupShelf backups = BackupShelf.make(site, shelf)) {
            backup = backups.note(false, Optional.empty());
            around.renameInto(directory, backups.directory(), backup.place().name());
            backups.directory().sync();
            around.sync();
        }
        discard();
        return backup;
    }

    /// Deletes what is left of it.
    void discard() throws IOException {
        Remains.deleteStaging(site, id);
    }
}
