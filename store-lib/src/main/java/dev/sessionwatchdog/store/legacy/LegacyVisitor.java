package dev.sessionwatchdog.store.legacy;

import java.io.IOException;

/// Is shown the entries of a legacy store, in the order of the file.
@FunctionalInterface
public interface LegacyVisitor {

    /// Is shown one entry. That the file is whole is known only at its end, so nothing that cannot
    /// be taken back may be done with it here.
    ///
    /// @return false to see no more
    boolean visit(LegacyEntry entry) throws IOException;
}
