package dev.sessionwatchdog.store.migration;

/// How a store stands between its two forms: what is on disk, and so what is to be done next. The
/// first row that fits (`protocols.md` 7, "Recovery").
public sealed interface StoreState {

    /// A roll-back was begun and has not come to its end: it goes on.
    record RollingBack(String id) implements StoreState {}

    /// The single file was moved into the backups, and that is not concluded: it is compared with
    /// what was migrated, and put back if it is something else. Where the directory is gone and
    /// another single file stands, it is a backup.
    record Retiring(String id) implements StoreState {}

    /// The directory is in force and made of the very single file that still stands beside it: that
    /// one is retired.
    record RetireLeft(String id) implements StoreState {}

    /// The directory is in force, and a single file that is another one than was migrated stands
    /// beside it: both are brought together, three ways, nothing chosen silently.
    record Conflicting(String id) implements StoreState {}

    /// The directory is in force, there is nothing to be done.
    ///
    /// @param id the migration that made it; empty if it was made by a program that reads
    ///   directories
    record InDirectory(String id) implements StoreState {}

    /// A complete copy was staged and not put into place: it is verified again and goes on, if the
    /// single file is still the one that was copied.
    record StagedWhole(String id) implements StoreState {}

    /// An unfinished copy, which is deleted, or a whole one of a file that is another one by now,
    /// which is kept as a backup; the migration starts anew.
    record StagedInPart(String id) implements StoreState {}

    /// A directory that was not made by a migration is in force for its reader, with a single file
    /// beside it: what only the file has is added, then the file is retired.
    record Mergeable() implements StoreState {}

    /// A directory without a valid manifest stands beside the single file, and no reader of
    /// directories is known: foreign or damaged, never touched; the single file is in force.
    record ForeignDirectory() implements StoreState {}

    /// Neither form is there, but what a migration of ours moved away is: it is put back.
    record Lost(String id) implements StoreState {}

    /// A single file alone, which can be migrated.
    record InSingleFile() implements StoreState {}

    /// Neither form is there, and nothing of ours names one.
    record Absent() implements StoreState {}

    /// Whether something of ours waits to be brought to its end by [StoreMigration#recover].
    default boolean unfinished() {
        return switch (this) {
            case RollingBack _,
                    Retiring _,
                    RetireLeft _,
                    Conflicting _,
                    StagedWhole _,
                    StagedInPart _,
                    Mergeable _,
                    Lost _ ->
                    true;
            case InDirectory _, ForeignDirectory _, InSingleFile _, Absent _ -> false;
        };
    }

    /// In a few words, for people.
    default String words() {
        return switch (this) {
            case RollingBack _ -> "a roll-back is under way";
            case Retiring _ -> "the single file was moved into the backups, not concluded";
            case RetireLeft _ -> "migrated; the single file is still to be retired";
            case Conflicting _ -> "migrated, but another single file was written since";
            case InDirectory _ -> "in the directory";
            case StagedWhole _ -> "a migration was interrupted before it took effect";
            case StagedInPart _ -> "a migration was interrupted while it copied";
            case Mergeable _ -> "a directory in force beside an older single file";
            case ForeignDirectory _ ->
                    "a directory without a valid manifest beside the single file";
            case Lost _ -> "neither form is in place; what was moved away is put back";
            case InSingleFile _ -> "in the single file";
            case Absent _ -> "no store";
        };
    }
}
