package dev.sessionwatchdog.store.migration;

import java.io.IOException;

/// The evidence could not be recorded; nothing may be done without it.
final class EvidenceException extends IOException {

    private static final long serialVersionUID = 1L;

    EvidenceException(IOException cause) {
        super("the evidence could not be recorded: " + cause.getMessage(), cause);
    }
}
