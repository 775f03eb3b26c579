package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.root.Identity;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What a migration would do, found out by reading only.
///
/// @param sessions in the single file
/// @param bytes of the single file
/// @param folded sessions that would be put aside; sessions = entries + folded
/// @param longestName the longest name of a file, empty without sessions
/// @param cutNames how many names are cut, their keys kept in `.keys`
/// @param requiredBytes that have to be free: twice the store, and a block for each file
/// @param freeBytes what is free for us; empty if that cannot be known
/// @param source identity of the single file that was read; empty if it could not be read
/// @param state what is on disk, in recovery's terms
/// @param obstacles what would stop it, for a person; empty if nothing would
public record MigrationPlan(
        int sessions,
        long bytes,
        List<FoldedKey> folded,
        String longestName,
        int cutNames,
        long requiredBytes,
        OptionalLong freeBytes,
        Optional<Identity> source,
        StoreState state,
        List<String> obstacles) {

    public MigrationPlan {
        folded = List.copyOf(folded);
        obstacles = List.copyOf(obstacles);
    }

    /// How many files of entries it would make.
    public int entries() {
        return sessions - folded.size();
    }
}
