package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.root.Place;
import java.util.List;
import java.util.Optional;

/// How a migration, a recovery or a roll-back went. Whatever it says, exactly one of the two forms
/// of the store is in force and complete.
public sealed interface MigrationOutcome {

    /// The directory is in force, durably; the single file is a backup.
    ///
    /// @param id of the migration
    /// @param backup where the single file is now
    record Migrated(String id, MigrationCounts counts, Place backup) implements MigrationOutcome {}

    /// What a single file beside the directory had to add was taken over, and the file retired.
    ///
    /// @param added sessions that only the file had
    /// @param taken sessions that only the file had changed
    /// @param overruled sessions of which the directory's entry stayed and the file's is in the
    ///   backup only; never more than 0 where the directory was made by a migration
    /// @param keptBoth names of entries of which both sides had changed: the directory's stayed,
    ///   the file's is in `conflict/`
    record Merged(
            String id, int added, int taken, int overruled, List<String> keptBoth, Place backup)
            implements MigrationOutcome {
        public Merged {
            keptBoth = List.copyOf(keptBoth);
        }
    }

    /// The single file is in force, durably; the directory is a backup.
    ///
    /// @param id of the roll-back
    /// @param identical whether the file is byte for byte the one that was migrated
    /// @param left names in the directory that are no readable entry, and are only in the backup
    record RolledBack(String id, int sessions, boolean identical, List<String> left, Place backup)
            implements MigrationOutcome {
        public RolledBack {
            left = List.copyOf(left);
        }
    }

    /// What an interrupted migration had moved away stands at its place again.
    record PutBack(String id, Place what) implements MigrationOutcome {}

    /// What a migration that is not in effect had left is out of the way; the single file is in
    /// force and can be migrated.
    ///
    /// @param kept where it is among the backups, if it may be the only copy of a single file that
    ///   is another one by now; empty if it was a copy that was deleted
    record Abandoned(String id, Optional<Place> kept) implements MigrationOutcome {}

    /// There was nothing to be done.
    record NothingToDo(StoreState state) implements MigrationOutcome {}

    /// A store like this is not migrated or rolled back: nothing was changed.
    ///
    /// @param why each reason, for a person
    record Refused(List<String> why) implements MigrationOutcome {
        public Refused {
            why = List.copyOf(why);
        }
    }

    /// The world moved on, or somebody objected. What was in force before is still in force.
    ///
    /// @param state as it was left
    record Overtaken(String found, StoreState state) implements MigrationOutcome {}

    /// It could not be done: no room, no right, a disk that fails. What was in force before is
    /// still in force, and the copies were removed as far as that could be done.
    record Failed(String what) implements MigrationOutcome {}

    /// It cannot be said whether the last step is durable. [StoreMigration#recover] finds out.
    record Indeterminate(String what) implements MigrationOutcome {}

    /// How it is recorded; empty where nothing was begun.
    default Optional<Phase> phase() {
        return switch (this) {
            case Migrated _, Merged _, RolledBack _, PutBack _, Abandoned _ ->
                    Optional.of(Phase.DONE);
            case NothingToDo _ -> Optional.empty();
            case Refused _ -> Optional.of(Phase.REFUSED);
            case Overtaken _ -> Optional.of(Phase.OVERTAKEN);
            case Failed _ -> Optional.of(Phase.FAILED);
            case Indeterminate _ -> Optional.of(Phase.INDETERMINATE);
        };
    }

    /// One line for a person; quotes nothing of a session's content or key.
    default String words() {
        return switch (this) {
            case Migrated it ->
                    it.counts().sessions()
                            + " sessions in "
                            + it.counts().entries()
                            + " entries, "
                            + it.counts().folded().size()
                            + " put aside; the single file is kept as "
                            + it.backup();
            case Merged it ->
                    it.added()
                            + " sessions added, "
                            + it.taken()
                            + " taken, "
                            + it.overruled()
                            + " overruled, "
                            + it.keptBoth().size()
                            + " kept on both sides; the single file is kept as "
                            + it.backup();
            case RolledBack it ->
                    it.sessions()
                            + " sessions in the single file"
                            + (it.identical() ? ", byte for byte the one that was migrated" : "")
                            + ", "
                            + it.left().size()
                            + " things left in the directory, which is kept as "
                            + it.backup();
            case PutBack it -> it.what() + " stands at its place again";
            case Abandoned it ->
                    it.kept()
                            .map(kept -> "another single file's content is kept as " + kept)
                            .orElse("the copy " + it.id() + " was deleted");
            case NothingToDo it -> "nothing to be done: " + it.state().words();
            case Refused it -> String.join("; ", it.why());
            case Overtaken it -> it.found();
            case Failed it -> it.what();
            case Indeterminate it -> it.what();
        };
    }
}
