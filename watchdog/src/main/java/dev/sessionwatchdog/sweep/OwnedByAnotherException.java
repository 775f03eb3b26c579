package dev.sessionwatchdog.sweep;

import java.io.IOException;

/// Another watchdog guards this root.
public final class OwnedByAnotherException extends IOException {

    private static final long serialVersionUID = 1L;

    public OwnedByAnotherException(String message) {
        super(message);
    }
}
