package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;

/// A disk with a root on it, and what others do there, by `a/b/c` paths.
interface StoreWorld extends AutoCloseable {

    Root root();

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
