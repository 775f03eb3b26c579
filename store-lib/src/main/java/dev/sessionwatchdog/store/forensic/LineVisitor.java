package dev.sessionwatchdog.store.forensic;

import java.io.IOException;

/// Is shown the lines of a log.
@FunctionalInterface
public interface LineVisitor {

    /// Is shown one line.
    ///
    /// @return false to see no more
    boolean visit(RawLine line) throws IOException;
}
