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

    /// What its manifest says, if it is whole.
    static Optional<ManifestHead> head(StoreSite site, String id) throws IOException {
        try (Directory around = site.root().open(site.stagings().child(id));
                Directory copy = around.open(site.names().directory())) {
            return ManifestReader.head(copy, StoreSite.MANIFEST);
        } catch (NoSuchFileException | RefusedException none) {
            return Optional.empty();
        }
    }

    /// Whether it is whole, and neither what the single file is at this moment nor what the
    /// directory in force was made of.
    boolean mayBeTheOnlyCopy() throws IOException {
        Optional<ManifestHead> head = head(site, id);
        return head.isPresent() && !isStanding(head.get()) && !isInForce(head.get());
    }

    private boolean isStanding(ManifestHead head) throws IOException {
        boolean size =
                sessions.look(site.names().file())
                        .filter(it -> it.size() == head.size())
                        .isPresent();
        if (!size) {
            return false;
        }
        try (Source source = Source.pin(sessions, site.names().file(), site.root().uid())) {
            return source.sha256().equals(head.sha256());
        } catch (NoSuchFileException none) {
            return false;
        }
    }

    private boolean isInForce(ManifestHead head) throws IOException {
        try (Directory store = sessions.open(site.names().directory())) {
            return ManifestReader.head(store, StoreSite.MANIFEST)
                    .filter(it -> it.sha256().equals(head.sha256()))
                    .isPresent();
        } catch (NoSuchFileException | RefusedException none) {
            return false;
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

    /// Whether there is no form in it. It is left until the backup of the same id goes: if the
    /// rename out of it was not durable after all, a power failure brings the form back into it.
    boolean isLitter() throws IOException {
        try (Directory around = site.root().open(site.stagings().child(id))) {
            return around.look(site.names().directory()).isEmpty()
                    && around.look(site.names().file()).isEmpty();
        } catch (NoSuchFileException | RefusedException none) {
            return false;
        }
    }
}
