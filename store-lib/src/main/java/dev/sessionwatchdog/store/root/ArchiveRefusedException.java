package dev.sessionwatchdog.store.root;

import java.io.IOException;

/// An archive is not one that is unpacked; nothing of it was.
public final class ArchiveRefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    ArchiveRefusedException(String why) {
        super("archive refused: " + why);
    }

    ArchiveRefusedException(String why, Throwable cause) {
        super("archive refused: " + why, cause);
    }
}
