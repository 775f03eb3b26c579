package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.root.Directory;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Optional;

/// Puts a verified copy into force by one rename, and retires the single file (`protocols.md` 7,
/// steps 7 to 9). Nothing of the user's is touched before the rename, and after it either form
/// holds everything.
final class Activation {

    private final StoreSite site;
    private final Directory sessions;
    private final Source source;
    private final String id;
    private final MigrationCounts counts;

    Activation(
            StoreSite site, Directory sessions, Source source, String id, MigrationCounts counts) {
        this.site = site;
        this.sessions = sessions;
        this.source = source;
        this.id = id;
        this.counts = counts;
    }

    /// @param staging whose manifest is sealed
    MigrationOutcome commitAndRetire(Staging staging) throws IOException {
        try (BackupShelf shelf = BackupShelf.make(site, id)) {
            Backup backup = shelf.note(true, Optional.of(source.told()));
            if (!source.stillStands(sessions)) {
                return changed();
            }
            Optional<GatewayLock> lock = GatewayLock.take(site, sessions);
            if (lock.isEmpty()) {
                return locked(site, new StoreState.StagedWhole(id));
            }
            try {
                Optional<MigrationOutcome> stopped = commit(staging, lock.get());
                return stopped.isPresent() ? stopped.get() : retire(lock.get(), shelf, backup);
            } finally {
                lock.get().giveBack();
            }
        }
    }

    /// For a directory that is in force already.
    MigrationOutcome retireOnly() throws IOException {
        try (BackupShelf shelf = BackupShelf.make(site, id)) {
            Backup backup = shelf.note(true, Optional.of(source.told()));
            Optional<GatewayLock> lock = GatewayLock.take(site, sessions);
            if (lock.isEmpty()) {
                return locked(site, new StoreState.RetireLeft(id));
            }
            try {
                return retire(lock.get(), shelf, backup);
            } finally {
                lock.get().giveBack();
            }
        }
    }

    static MigrationOutcome locked(StoreSite site, StoreState state) {
        return new MigrationOutcome.Overtaken(
                site.names().lock() + " is there: somebody writes the single file", state);
    }

    private MigrationOutcome changed() {
        return new MigrationOutcome.Overtaken(
                "the single file changed meanwhile", new StoreState.StagedWhole(id));
    }

    /// Nothing slow is between the last looks and the rename: all was read before the lock, which
    /// writers wait for. What is written in place within one tick of the file system's clock is
    /// found out when the file is retired.
    ///
    /// @return empty when the directory is in force, durably
    private Optional<MigrationOutcome> commit(Staging staging, GatewayLock lock)
            throws IOException {
        StoreState before = new StoreState.StagedWhole(id);
        Optional<String> objection = site.seams().guard().objection(MigrationGuard.Step.COMMIT);
        if (objection.isPresent()) {
            return Optional.of(new MigrationOutcome.Overtaken(objection.get(), before));
        }
        if (!lock.stillOurs()) {
            return Optional.of(new MigrationOutcome.Overtaken("the lock was taken away", before));
        }
        if (!source.isUntouched(sessions)) {
            return Optional.of(changed());
        }
        try {
            staging.around()
                    .renameInto(site.names().directory(), sessions, site.names().directory());
        } catch (FileAlreadyExistsException taken) {
            return Optional.of(
                    new MigrationOutcome.Overtaken("a directory appeared meanwhile", before));
        } catch (IOException failed) {
            return Optional.of(notRenamed(staging, failed));
        }
        try {
            sessions.sync();
            staging.around().sync();
            return Optional.empty();
        } catch (IOException failed) {
            return Optional.of(
                    new MigrationOutcome.Indeterminate(
                            "the directory is in place, perhaps not durably: " + failed));
        }
    }

    private MigrationOutcome notRenamed(Staging staging, IOException failed) throws IOException {
        if (staging.around().look(site.names().directory()).isPresent()) {
            throw failed;
        }
        return new MigrationOutcome.Indeterminate("putting the directory into place: " + failed);
    }

    /// What fails from here on changes nothing in what is in force.
    private MigrationOutcome retire(GatewayLock lock, BackupShelf shelf, Backup backup) {
        try {
            return retireNow(lock, shelf, backup);
        } catch (IOException failed) {
            return new MigrationOutcome.Indeterminate(
                    "the directory is in force, the single file is not retired: " + failed);
        }
    }

    private MigrationOutcome retireNow(GatewayLock lock, BackupShelf shelf, Backup backup)
            throws IOException {
        StoreState left = new StoreState.RetireLeft(id);
        Optional<String> objection = site.seams().guard().objection(MigrationGuard.Step.RETIRE);
        if (objection.isPresent()) {
            return new MigrationOutcome.Overtaken(objection.get(), left);
        }
        if (!lock.stillOurs()) {
            return new MigrationOutcome.Overtaken("the lock was taken away", left);
        }
        return switch (new Retirement(site, sessions, shelf).run(source, backup)) {
            case Retirement.Result.Done(Backup done) ->
                    new MigrationOutcome.Migrated(id, counts, done.place());
            case Retirement.Result.Overtaken(String found) ->
                    new MigrationOutcome.Overtaken(found, new StoreState.Conflicting(id));
            case Retirement.Result.Captured _ ->
                    new MigrationOutcome.Overtaken(
                            "the single file was written twice meanwhile",
                            new StoreState.Retiring(id));
            case Retirement.Result.Indeterminate(String what) ->
                    new MigrationOutcome.Indeterminate(what);
        };
    }
}
