package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.lease.StoreClosing;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Optional;

/// Takes a migration back (`protocols.md` 7, "Roll-back").
///
/// The directory is in force until the rebuilt file is published, complete and verified, by one
/// rename; writers that look under their lease find the mark and stop. From the mark on every step
/// may be repeated.
final class RollBack {

    private final StoreSite site;
    private final Directory sessions;
    private final String id;

    RollBack(StoreSite site, Directory sessions, String id) {
        this.site = site;
        this.sessions = sessions;
        this.id = id;
    }

    private Name mark() {
        return new Name(StoreSite.ROLLBACK + id);
    }

    /// From here on the roll-back goes on after a crash.
    void mark(Directory store) throws IOException {
        store.rename(StoreSite.MANIFEST, mark());
        store.sync();
    }

    /// Does what is left to be done.
    ///
    /// @throws IOException if it could not be done; the directory is in force, without the mark if
    ///   that could be taken away
    MigrationOutcome goOn(MigrationProgress progress) throws IOException {
        try (Directory around = site.make(site.stagings(), id)) {
            Optional<RebuiltRecord> published = Rebuild.published(site, around);
            boolean file = sessions.look(site.names().file()).isPresent();
            if (published.isPresent() && file) {
                return finish(published.get(), around);
            }
            if (file) {
                return cancelled("a single file appeared");
            }
            Optional<String> objection =
                    site.seams().guard().objection(MigrationGuard.Step.ROLL_BACK);
            if (objection.isPresent()) {
                return cancelled(objection.get());
            }
            return publish(rebuilt(around, progress), around);
        }
    }

    /// A directory of which no file can be made has to be written again.
    private RebuiltRecord rebuilt(Directory around, MigrationProgress progress) throws IOException {
        try (Directory store = sessions.open(site.names().directory())) {
            StoreClosing.close(
                    site.root(),
                    site.directory(),
                    site.seams().time(),
                    site.seams().recorder()::record,
                    site.seams().random());
            return new Rebuild(site, store, mark(), around).run(progress);
        } catch (IOException failed) {
            Forward.tidy(() -> cancelled("it failed"));
            throw failed;
        }
    }

    private MigrationOutcome publish(RebuiltRecord record, Directory around) throws IOException {
        Optional<String> objection = site.seams().guard().objection(MigrationGuard.Step.ROLL_BACK);
        if (objection.isPresent()) {
            return cancelled(objection.get());
        }
        Optional<GatewayLock> lock = GatewayLock.take(site, sessions);
        if (lock.isEmpty()) {
            return cancelled(site.names().lock() + " is there");
        }
        try {
            around.renameInto(site.names().file(), sessions, site.names().file());
            sessions.sync();
            around.sync();
        } catch (FileAlreadyExistsException appeared) {
            return cancelled("a single file appeared");
        } catch (IOException failed) {
            return new MigrationOutcome.Indeterminate("publishing the rebuilt file: " + failed);
        } finally {
            lock.get().giveBack();
        }
        MigrationOutcome outcome = finish(record, around);
        if (outcome instanceof MigrationOutcome.RolledBack) {
            Forward.tidy(() -> Remains.deleteStaging(site, id));
        }
        return outcome;
    }

    /// The directory is in force as before, and can be written again. A single file that stands is
    /// brought in as any other that stands beside a directory in force.
    private MigrationOutcome cancelled(String why) throws IOException {
        try (Directory store = sessions.open(site.names().directory())) {
            store.rename(mark(), StoreSite.MANIFEST);
            store.sync();
        }
        Remains.deleteStaging(site, id);
        return new MigrationOutcome.Overtaken(why, new StoreState.InDirectory(id));
    }

    /// From here on the single file is there, so nothing that fails is a mere failure.
    private MigrationOutcome finish(RebuiltRecord record, Directory around) {
        try {
            Optional<String> objection =
                    site.seams().guard().objection(MigrationGuard.Step.ROLL_BACK);
            if (objection.isPresent()) {
                return new MigrationOutcome.Overtaken(
                        objection.get(), new StoreState.RollingBack(id));
            }
            return isStill(record, around)
                    ? retire(record, around)
                    : cancelled("the directory was written after the single file was rebuilt");
        } catch (IOException failed) {
            return new MigrationOutcome.Indeterminate(
                    "the single file is published, the directory still there: " + failed);
        }
    }

    private boolean isStill(RebuiltRecord record, Directory around) throws IOException {
        try (Directory store = sessions.open(site.names().directory())) {
            return new Rebuild(site, store, mark(), around).isStill(record);
        }
    }

    /// Once more made durable: whoever published may not have come to that.
    private MigrationOutcome retire(RebuiltRecord record, Directory around) throws IOException {
        try (BackupShelf shelf = BackupShelf.make(site, id)) {
            sessions.sync();
            around.sync();
            Backup backup = shelf.note(false, Optional.empty());
            sessions.renameInto(site.names().directory(), shelf.directory(), backup.place().name());
            shelf.directory().sync();
            sessions.sync();
            return new MigrationOutcome.RolledBack(
                    id, record.sessions(), record.identical(), record.left(), backup.place());
        }
    }
}
