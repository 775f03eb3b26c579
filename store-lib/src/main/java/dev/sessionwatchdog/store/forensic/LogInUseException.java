package dev.sessionwatchdog.store.forensic;

import java.io.IOException;

/// Another process writes this log; one log has one writer.
public final class LogInUseException extends IOException {

    private static final long serialVersionUID = 1L;

    LogInUseException(String where) {
        super("another process writes the forensic log in '" + where + "'");
    }
}
