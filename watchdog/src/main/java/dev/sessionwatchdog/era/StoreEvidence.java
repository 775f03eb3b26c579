package dev.sessionwatchdog.era;

/// What is there that tells the era of a store. Everything is a name on disk; no database is
/// opened.
///
/// @param index something is called `sessions.json`
/// @param entriesDirectory there is a directory `sessions.d`
/// @param entriesManifest it has a `.manifest.json` that is valid (`protocols.md` 7)
/// @param importArchive the agent has a `session-sqlite-import-archive`
/// @param migrationRuns the root has `session-sqlite-migration-runs`
/// @param agentDatabase the agent has `agent/openclaw-agent.sqlite`
/// @param transcripts there is at least one live `*.jsonl`
/// @param configuredDirectory the configuration says that this gateway reads directories
public record StoreEvidence(
        boolean index,
        boolean entriesDirectory,
        boolean entriesManifest,
        boolean importArchive,
        boolean migrationRuns,
        boolean agentDatabase,
        boolean transcripts,
        boolean configuredDirectory) {}
