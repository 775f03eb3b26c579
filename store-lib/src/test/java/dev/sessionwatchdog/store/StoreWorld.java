package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.time.Duration;

/// A disk with a root on it, and what others do there, by `a/b/c` paths.
interface StoreWorld extends AutoCloseable {

    Root root();

    /// Another program's way to the same files.
    Root otherRoot() throws IOException;

    /// Leases that are waited for so long.
    LeaseSource leases(Duration patience);

    void mkdir(String path) throws IOException;

    void file(String path, byte[] content) throws IOException;

    void symlink(String path, String target) throws IOException;

    void hardLink(String existing, String path) throws IOException;

    /// A file, or a directory with all that is in it.
    void remove(String path) throws IOException;

    boolean exists(String path) throws IOException;

    byte[] bytes(String path) throws IOException;

    int mode(String path) throws IOException;

    @Override
    void close() throws IOException;
}
