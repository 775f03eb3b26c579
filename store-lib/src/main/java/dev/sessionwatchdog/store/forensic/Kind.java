package dev.sessionwatchdog.store.forensic;

import java.util.Locale;

/// The event schema's `event.kind`: something that happened, something to tell a person, or how
/// things stand.
public enum Kind {
    EVENT,
    ALERT,
    STATE;

    /// As it stands in the log.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
