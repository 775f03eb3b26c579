package dev.sessionwatchdog.store.migration;

import java.util.Optional;
import java.util.Set;

/// What of one store was found on disk, all that recovery is decided by (`protocols.md` 7).
///
/// @param made id of the migration whose sealed manifest is in the directory; empty without one
/// @param rollback id of the roll-back that is marked in the directory
/// @param captured id of the backup in which a single file stands that was not compared yet
/// @param staged the newest copy that was made aside
/// @param rebuilt id of a roll-back whose rebuilt single file waits, recorded
/// @param retired ids whose backup is there, as recorded
/// @param open ids of migrations of which the log does not say how they went
/// @param directoriesAreRead as the settings say
record DiskFindings(
        Form directory,
        String made,
        SingleFile file,
        Optional<String> rollback,
        Optional<String> captured,
        Optional<Staged> staged,
        Optional<String> rebuilt,
        Set<String> retired,
        Set<String> open,
        boolean directoriesAreRead) {

    /// The directory.
    enum Form {
        NONE,
        /// With a manifest whose seal is right.
        SEALED,
        UNSEALED
    }

    /// The single file.
    enum SingleFile {
        NONE,
        /// The very content that the directory's manifest says it was made of.
        AS_MIGRATED,
        OTHER
    }

    /// @param whole whether its manifest is sealed
    /// @param ofThisFile whether it was made of the content that the single file has now
    record Staged(String id, boolean whole, boolean ofThisFile) {}

    /// Not even a sessions directory.
    static DiskFindings nothing(boolean directoriesAreRead) {
        return new DiskFindings(
                Form.NONE,
                "",
                SingleFile.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                Set.of(),
                directoriesAreRead);
    }

    /// What is to be done: the first row that fits. Nothing but this record is looked at.
    StoreState state() {
        if (directory != Form.NONE) {
            return withDirectory();
        }
        return file == SingleFile.NONE ? withNeither() : withFile();
    }

    private StoreState withDirectory() {
        if (rollback.isPresent()) {
            return new StoreState.RollingBack(rollback.get());
        }
        if (captured.isPresent()) {
            return new StoreState.Retiring(captured.get());
        }
        return switch (directory) {
            case SEALED ->
                    switch (file) {
                        case AS_MIGRATED -> new StoreState.RetireLeft(made);
                        case OTHER -> new StoreState.Conflicting(made);
                        case NONE -> new StoreState.InDirectory(made);
                    };
            case UNSEALED, NONE -> unsealed();
        };
    }

    private StoreState unsealed() {
        if (file == SingleFile.NONE) {
            return new StoreState.InDirectory("");
        }
        return directoriesAreRead ? new StoreState.Mergeable() : new StoreState.ForeignDirectory();
    }

    private StoreState withFile() {
        if (captured.isPresent()) {
            return new StoreState.Retiring(captured.get());
        }
        return staged.<StoreState>map(it ->
                        it.whole() && it.ofThisFile()
                                ? new StoreState.StagedWhole(it.id())
                                : new StoreState.StagedInPart(it.id()))
                .orElseGet(StoreState.InSingleFile::new);
    }

    /// What a concluded migration retired is put back only where the commit that made it
    /// unnecessary is proven to be lost, or an open intent names it: whoever deleted a store on
    /// purpose does not get it back.
    private StoreState withNeither() {
        if (captured.isPresent()) {
            return new StoreState.Lost(captured.get());
        }
        Optional<String> uncommitted =
                staged.filter(it -> it.whole() && retired.contains(it.id())).map(Staged::id);
        return uncommitted
                .or(() -> rebuilt.filter(retired::contains))
                .or(() -> open.stream().filter(retired::contains).findFirst())
                .<StoreState>map(StoreState.Lost::new)
                .orElseGet(StoreState.Absent::new);
    }
}
