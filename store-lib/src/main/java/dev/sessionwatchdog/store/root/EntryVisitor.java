package dev.sessionwatchdog.store.root;

import java.util.Optional;

/// Is shown the entries of a directory.
@FunctionalInterface
public interface EntryVisitor {

    /// Is shown one entry.
    ///
    /// @param type what the listing itself said; empty when it did not say
    /// @return false to see no more
    boolean visit(Name name, Optional<FileType> type);
}
