package dev.sessionwatchdog.hunt;

/// A promise of `protocols.md` 1 was broken, or a lapsed lock was not freed in time.
public final class Violation extends AssertionError {

    private static final long serialVersionUID = 1L;

    Violation(String message) {
        super(message);
    }
}
