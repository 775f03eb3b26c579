package dev.sessionwatchdog.store.root;

import java.io.IOException;

/// Something below the root is of a kind that we never follow or touch.
public final class RefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String kind;

    /// @param place where it is
    /// @param kind what it is, as in `symlink`, `mount point`, `not a regular file`
    public RefusedException(Place place, String kind) {
        super(place + ": " + kind);
        this.kind = kind;
    }

    /// What it is, without where.
    public String kind() {
        return kind;
    }
}
