package dev.sessionwatchdog.store.root;

import java.nio.file.FileSystemException;

/// The file system, or our share of it, is full: `ENOSPC` or `EDQUOT`. What was asked for was not
/// done, or only in part.
public final class NoSpaceException extends FileSystemException {

    private static final long serialVersionUID = 1L;

    /// @param place what was to grow, or to be made
    public NoSpaceException(String place, String what) {
        super(place, null, what);
    }
}
