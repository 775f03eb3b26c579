package dev.sessionwatchdog.store.root;

import java.io.Closeable;
import java.io.IOException;

/// The kernel's exclusive lock on one of our own files.
public interface KernelLock extends Closeable {

    /// Whether its name still stands for the locked file; false when somebody deleted or replaced
    /// the file, so that another process could now lock another file of that name.
    boolean stillNamed() throws IOException;

    @Override
    void close() throws IOException;
}
