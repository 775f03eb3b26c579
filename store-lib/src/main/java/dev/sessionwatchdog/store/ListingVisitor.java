package dev.sessionwatchdog.store;

import java.io.IOException;

/// Is shown what is in a store, one after the other.
@FunctionalInterface
public interface ListingVisitor {

    /// Is shown one thing.
    ///
    /// @return false to see no more
    boolean visit(Listed listed) throws IOException;
}
