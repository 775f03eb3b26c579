package dev.sessionwatchdog.store.root;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;

/// A regular file that is held open, so that its inode cannot be given to another file.
public interface Pinned extends Closeable {

    /// The name by which it was opened.
    Name name();

    /// Facts of the file as it was when it was opened.
    Facts opened();

    /// Facts of the open file, now.
    Facts facts() throws IOException;

    /// Reads at a position, like `pread`; -1 at the end.
    int read(ByteBuffer into, long position) throws IOException;

    /// Sets the time of the last change of our own file, whatever has become of its name.
    void touch(Instant mtime) throws IOException;

    /// Asks the kernel whether any process has the file open, and if nobody has, keeps it so until
    /// [#release] or [#close]: whoever opens it meanwhile waits. Call it directly before the act
    /// and release directly after; never sync in between.
    InUse claim() throws IOException;

    /// Gives up what [#claim] took.
    void release() throws IOException;

    @Override
    void close() throws IOException;
}
