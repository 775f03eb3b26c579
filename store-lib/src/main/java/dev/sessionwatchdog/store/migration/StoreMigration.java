package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.forensic.OpenIntent;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// One store's way from the single file to the directory, and back (`protocols.md` 7).
///
/// What it guarantees. At every moment, and after a crash at any point, exactly one of the two
/// forms is in force and holds every session, byte for byte; [#recover] finds out from the disk how
/// to go on. A directory is put into place by one rename, complete, durable and compared with the
/// single file, which is then kept as a backup. Nothing that is not ours is ever replaced or
/// deleted. A failed sync is never tried again.
///
/// What it does not do. It does not know whether the gateway reads directories, nor whether one is
/// running: its caller does, and says so by settings and guard. It does not look twice whether the
/// single file is quiet.
///
/// Before anything of the user's is touched an intent is recorded. Reading a store holds its keys
/// and one entry in memory, whatever its size. Nothing is held open between two calls. Used by one
/// thread, in one process, of which the caller makes sure that it is the only one.
public final class StoreMigration {

    /// @param sessions the directory in which `sessions.json` is
    /// @param home our own directory below the root, `.session-watchdog`; made if it is not there
    public StoreMigration(
            Root root,
            Place sessions,
            StoreNames names,
            Place home,
            MigrationSettings settings,
            MigrationSeams seams) {
        throw new UnsupportedOperationException("not yet");
    }

    /// How the store stands, by the disk alone. Reads the single file if there are remains to
    /// compare it with.
    ///
    /// @param open intents of which the log does not say how they went, of any action
    public StoreState state(List<OpenIntent> open) throws IOException {
        throw new UnsupportedOperationException("not yet");
    }

    /// What a migration would do, and what would stop it. Reads only; asks the guard for
    /// [MigrationGuard.Step#STAGE].
    public MigrationPlan plan() throws IOException {
        throw new UnsupportedOperationException("not yet");
    }

    /// Migrates a store that is in its single file and has nothing unfinished.
    ///
    /// @throws IOException only if the evidence could not be recorded; everything else is an
    ///   outcome
    public MigrationOutcome run(MigrationProgress progress) throws IOException {
        throw new UnsupportedOperationException("not yet");
    }

    /// Brings to its end what was interrupted, by what is on disk, and concludes the open intents
    /// of this store. Does nothing to a store that waits for nothing. What was staged goes on to be
    /// migrated; a copy that is no use any more is put aside, and [#run] starts anew.
    ///
    /// @param open intents of which the log does not say how they went; those of other stores and
    ///   actions are passed over
    /// @throws IOException only if the evidence could not be recorded
    public MigrationOutcome recover(List<OpenIntent> open, MigrationProgress progress)
            throws IOException {
        throw new UnsupportedOperationException("not yet");
    }

    /// Makes the single file again out of a directory that a migration made, with all that was
    /// written since. No gateway may run.
    ///
    /// @throws IOException only if the evidence could not be recorded
    public MigrationOutcome rollback(MigrationProgress progress) throws IOException {
        throw new UnsupportedOperationException("not yet");
    }

    /// What migrations and roll-backs of this store retired and nobody removed, oldest first; only
    /// what a sealed record names.
    public List<Backup> backups() throws IOException {
        throw new UnsupportedOperationException("not yet");
    }

    /// Removes one of [#backups] for good: only what its sealed record names, unchanged, while
    /// another form of the store is in force. Whether its time has come is the caller's to say.
    ///
    /// @return why not; empty if it is gone
    /// @throws IOException also if the evidence could not be recorded
    public Optional<String> removeBackup(Backup backup) throws IOException {
        throw new UnsupportedOperationException("not yet");
    }
}
