package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Removal;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;

/// Takes a single file that is not in force any more out of the gateway's sight, into the backups
/// (`protocols.md` 7, step 8).
///
/// It stands there as *captured* until its content was compared with what it should be, so that
/// whoever finds it after a crash knows that it has to be compared.
final class Retirement {

    private final StoreSite site;
    private final Directory sessions;
    private final BackupShelf shelf;

    Retirement(StoreSite site, Directory sessions, BackupShelf shelf) {
        this.site = site;
        this.sessions = sessions;
        this.shelf = shelf;
    }

    /// How it went.
    sealed interface Result {

        /// It is the backup, durably.
        record Done(Backup backup) implements Result {}

        /// Somebody wrote it in the last moment; what was written stands at its name.
        record Overtaken(String found) implements Result {}

        /// Somebody wrote it in the last moment, and wrote another one at its name since: it stays
        /// captured, and its content has to be brought in.
        record Captured() implements Result {}

        record Indeterminate(String what) implements Result {}
    }

    /// @param backup as the record on the shelf names it
    Result run(Source source, Backup backup) {
        try {
            Removal removal = sessions.move(source.file(), shelf.directory(), shelf.captured());
            return switch (removal) {
                case Removal.Done _ -> {
                    sync();
                    yield compare(source.file(), backup);
                }
                case Removal.Overtaken(String found) -> overtaken(found);
                case Removal.PutBack(String found) -> overtaken(found);
                case Removal.Indeterminate(String what) -> new Result.Indeterminate(what);
            };
        } catch (IOException failed) {
            return new Result.Indeterminate("retiring the single file: " + failed);
        }
    }

    private static Result overtaken(String found) {
        return new Result.Overtaken("there is " + found + " at the single file's place now");
    }

    /// Goes on with what was found captured.
    Result resume(Backup backup) {
        try (Pinned file = shelf.directory().pin(shelf.captured())) {
            sync();
            return compare(file, backup);
        } catch (IOException failed) {
            return new Result.Indeterminate("retiring the single file: " + failed);
        }
    }

    private void sync() throws IOException {
        shelf.directory().sync();
        sessions.sync();
    }

    private Result compare(Pinned captured, Backup backup) throws IOException {
        if (Sha256.of(captured).equals(backup.sha256())) {
            conclude(backup);
            return new Result.Done(backup);
        }
        return putBack();
    }

    /// What was captured is what the record names.
    void conclude(Backup backup) throws IOException {
        shelf.directory().rename(shelf.captured(), backup.place().name());
        shelf.directory().sync();
    }

    /// At once and never over anything.
    Result putBack() throws IOException {
        Name name = site.names().file();
        try {
            shelf.directory().renameInto(shelf.captured(), sessions, name);
        } catch (FileAlreadyExistsException taken) {
            return new Result.Captured();
        }
        sync();
        return new Result.Overtaken("the single file was written in the last moment");
    }
}
