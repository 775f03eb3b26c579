package dev.sessionwatchdog.action;

import dev.sessionwatchdog.store.forensic.Phase;

/// Whether session keys may stand in the log (`events.privacy.session_keys`).
///
/// Everywhere else in it a session is named by the hash of its entry's name. Only what went wrong
/// with an entry names its file, and that name is made of the key.
public enum SessionKeys {
    TOLD,
    HASHED;

    private static final String WITHHELD =
            "why is not written down, it may name sessions (events.privacy.session_keys):"
                    + " session-watchdog migrate status";

    public static SessionKeys of(boolean hashed) {
        return hashed ? HASHED : TOLD;
    }

    /// What may be written of how something went.
    String how(Phase phase, String words) {
        return switch (this) {
            case TOLD -> words;
            case HASHED -> phase == Phase.INTENT || phase == Phase.DONE ? words : WITHHELD;
        };
    }
}
