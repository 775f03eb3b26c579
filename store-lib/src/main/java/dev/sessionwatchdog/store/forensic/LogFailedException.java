package dev.sessionwatchdog.store.forensic;

import java.io.IOException;

/// The log failed before and takes nothing more: what it would say is no longer proven to be kept,
/// so nothing may be done that needs evidence. Only a new start looks at the disk again.
public final class LogFailedException extends IOException {

    private static final long serialVersionUID = 1L;

    LogFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    LogFailedException(String message) {
        super(message);
    }
}
