package dev.sessionwatchdog.store.root;

import java.io.IOException;

/// What happens between the last look at a found file and the rename that moves it.
@FunctionalInterface
public interface BeforeRename {

    /// @param name of the file before the rename
    /// @param as its name after it
    void rename(String name, String as) throws IOException;
}
