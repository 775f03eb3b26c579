package dev.sessionwatchdog.store.root;

import java.io.IOException;

/// What others do to the files below a root, by `a/b/c` paths.
interface World {

    void mkdir(String path) throws IOException;

    void file(String path, String content) throws IOException;

    void symlink(String path, String target) throws IOException;

    void hardLink(String existing, String path) throws IOException;

    void fifo(String path) throws IOException;

    void mode(String path, int mode) throws IOException;

    void rename(String from, String to) throws IOException;

    /// A file or an empty directory.
    void remove(String path) throws IOException;

    /// Adds a name that is not UTF-8.
    void undecodable(String directory) throws IOException;

    boolean exists(String path) throws IOException;

    String text(String path) throws IOException;

    /// Somebody opens it, until the result is closed.
    Opened open(String path, boolean forWriting) throws IOException;

    interface Opened extends AutoCloseable {
        @Override
        void close() throws IOException;
    }
}
