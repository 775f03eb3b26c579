package dev.sessionwatchdog.store.forensic;

import java.util.Locale;

/// Which part of an act an event tells of.
public enum Phase {
    /// Seen or decided; nothing is done about it by this event.
    OBSERVED,
    /// About to act; durable before the act.
    INTENT,
    DONE,
    /// The world had moved on; nothing was done.
    OVERTAKEN,
    /// Never done to a thing of this kind.
    REFUSED,
    FAILED,
    /// It cannot be said whether it was done.
    INDETERMINATE;

    /// As it stands in the log.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether it concludes an intent.
    public boolean concludes() {
        return switch (this) {
            case OBSERVED, INTENT -> false;
            case DONE, OVERTAKEN, REFUSED, FAILED, INDETERMINATE -> true;
        };
    }
}
