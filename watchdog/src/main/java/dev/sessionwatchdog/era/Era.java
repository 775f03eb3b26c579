package dev.sessionwatchdog.era;

import java.util.Locale;

/// Which gateway generation owns a store.
public enum Era {
    /// One `sessions.json`; all published versions up to 2026.7.
    SINGLE_FILE,
    /// One file per session in `sessions.d`, made by a migration or by a gateway known to read it.
    DIRECTORY,
    /// The gateway keeps its sessions in a database; what lies here is history.
    SQLITE,
    /// The gateway's own migration to the database has begun and is not over.
    UPGRADING,
    /// Signs of two generations that do not go together.
    MIXED,
    /// Nothing tells.
    UNKNOWN;

    /// Whether we may change anything in a store of this era.
    public boolean ours() {
        return switch (this) {
            case SINGLE_FILE, DIRECTORY -> true;
            case SQLITE, UPGRADING, MIXED, UNKNOWN -> false;
        };
    }

    /// As it stands in events.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Reads the era from what lies on disk.
    ///
    /// A database file alone decides nothing: it exists from 2026.6.5 on and holds no sessions
    /// until 2026.7.2 (scenario S50). The gateway's import archive and migration runs do
    /// (`facts/upstream.md` c): with them, an index or a live transcript left in the store means
    /// that the import is not over (S52).
    public static Era of(StoreEvidence seen) {
        if (seen.importArchive() || seen.migrationRuns()) {
            return seen.index() || seen.transcripts() ? UPGRADING : SQLITE;
        }
        if (seen.index()) {
            return seen.entriesDirectory() ? MIXED : SINGLE_FILE;
        }
        if (seen.entriesDirectory()) {
            return seen.entriesManifest() || seen.configuredDirectory() ? DIRECTORY : UNKNOWN;
        }
        return seen.agentDatabase() && !seen.transcripts() ? SQLITE : UNKNOWN;
    }
}
