package dev.sessionwatchdog.store;

import java.io.IOException;

/// There is something of a session's name that is not an entry which can be read.
public final class OddEntryException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Oddity oddity;

    OddEntryException(String name, Oddity oddity) {
        super(name + ": " + oddity.detail());
        this.oddity = oddity;
    }

    /// What is odd about it.
    public Oddity oddity() {
        return oddity;
    }
}
