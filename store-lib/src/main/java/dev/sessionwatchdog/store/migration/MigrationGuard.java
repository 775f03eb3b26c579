package dev.sessionwatchdog.store.migration;

import java.io.IOException;
import java.util.Optional;

/// Is asked before a migration goes on, because only its caller can see what speaks against it: a
/// gateway that was started, a stop that was asked for (`protocols.md` 7, preconditions; S13).
@FunctionalInterface
public interface MigrationGuard {

    /// Where it is asked.
    enum Step {
        /// Before anything is copied, and before a copy that is no use any more is deleted or moved
        /// into the backups. Nothing of the user's has been touched.
        STAGE,
        /// Directly before the directory is put into place.
        COMMIT,
        /// Directly before the single file is moved into the backups.
        RETIRE,
        /// Before a single file's entries are taken over into a directory that is in use.
        MERGE,
        /// Before a migration is taken back, directly before the rebuilt file is published, and
        /// before its directory is moved into the backups.
        ROLL_BACK,
        /// Before what an interrupted migration moved away is put back, or taken for the backup.
        RESTORE
    }

    /// What speaks against this step now, for a person; empty if nothing does.
    Optional<String> objection(Step step) throws IOException;

    /// Nothing ever does.
    static MigrationGuard none() {
        return _ -> Optional.empty();
    }
}
