package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Removal;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What was retired, and its removal for good when its time has come.
final class Backups {

    private final StoreSite site;

    Backups(StoreSite site) {
        this.site = site;
    }

    List<Backup> list() throws IOException {
        return list(Remains.ids(site, site.backups()));
    }

    List<Backup> list(Collection<String> ids) throws IOException {
        List<Backup> all = new ArrayList<>();
        for (String id : ids) {
            try (BackupShelf shelf = BackupShelf.open(site, id)) {
                shelf.standing().ifPresent(all::add);
            } catch (NoSuchFileException meanwhile) {
                // It was removed between the listing and this look.
            }
        }
        all.sort(Comparator.comparing(Backup::created).thenComparing(Backup::id));
        return all;
    }

    Optional<String> remove(Backup backup) throws IOException {
        StoreState state = DiskSurvey.of(site, Set.of()).state();
        boolean inForce =
                state instanceof StoreState.InDirectory || state instanceof StoreState.InSingleFile;
        if (!inForce) {
            return Optional.of("not while the store is like this: " + state.words());
        }
        try (BackupShelf shelf = BackupShelf.open(site, backup.id())) {
            if (!shelf.standing().equals(Optional.of(backup))) {
                return Optional.of("its record does not name it any more");
            }
            Undertaking undertaking = begin(backup);
            Optional<String> failure = removed(shelf, backup);
            undertaking.concluded(
                    failure.isEmpty() ? Phase.DONE : Phase.FAILED, failure.orElse("removed"));
            if (failure.isEmpty()) {
                Forward.tidy(() -> removeShelf(shelf));
            }
            return failure;
        } catch (NoSuchFileException gone) {
            return Optional.of("it is gone");
        }
    }

    private Undertaking begin(Backup backup) throws IOException {
        return Undertaking.begin(
                site,
                MigrationEvent.BACKUP,
                backup.id(),
                "remove_backup",
                backup.place() + ", retired " + backup.created(),
                Optional.empty(),
                new MigrationEvent.Transfer(
                        backup.place().toString(),
                        "",
                        0,
                        backup.bytes(),
                        backup.place().toString()));
    }

    private static Optional<String> removed(BackupShelf shelf, Backup backup) {
        Name name = backup.place().name();
        try {
            if (!backup.file()) {
                Remains.deleteTree(shelf.directory(), name, 1);
                shelf.directory().sync();
                return Optional.empty();
            }
            try (Pinned file = shelf.directory().pin(name)) {
                if (!Sha256.of(file).equals(backup.sha256())) {
                    return Optional.of("it is not what its record says");
                }
                Removal removal = shelf.directory().unlink(file);
                shelf.directory().sync();
                return removal instanceof Removal.Done
                        ? Optional.empty()
                        : Optional.of(removal.toString());
            }
        } catch (IOException failed) {
            return Optional.of(failed.toString());
        }
    }

    private void removeShelf(BackupShelf shelf) throws IOException {
        shelf.directory().delete(BackupShelf.RECORD);
        try (Directory backups = site.root().open(site.backups())) {
            backups.deleteDirectory(new Name(shelf.id()));
        }
        try (Directory sessions = site.openSessions()) {
            Leftover leftover = new Leftover(site, sessions, shelf.id());
            if (leftover.isLitter()) {
                leftover.discard();
            }
        }
    }
}
