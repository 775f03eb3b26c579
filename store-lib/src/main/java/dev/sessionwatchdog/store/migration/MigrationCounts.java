package dev.sessionwatchdog.store.migration;

import java.util.List;

/// What became of the sessions. Count in = entries + folded, always.
///
/// @param sessions that were read
/// @param bytes of the single file
/// @param entries files of entries that hold them now
/// @param folded sessions that were put aside because the layout takes their key for another's
public record MigrationCounts(int sessions, long bytes, int entries, List<FoldedKey> folded) {

    public MigrationCounts {
        folded = List.copyOf(folded);
    }
}
