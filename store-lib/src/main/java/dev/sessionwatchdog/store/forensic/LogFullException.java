package dev.sessionwatchdog.store.forensic;

import java.io.IOException;

/// The file system is full and what was set aside for this log is needed for the outcomes of acts
/// that are already announced: this intent was not written, so its act must not be done. The log is
/// sound; ask again when there is space.
public final class LogFullException extends IOException {

    private static final long serialVersionUID = 1L;

    LogFullException() {
        super(
                "the file system of the forensic log is full, and its reserve is too small for one"
                        + " more act");
    }
}
