package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.key.SessionKey;

/// One session as a manifest lists it.
///
/// @param name of the file in the directory; below `conflict/` for one that was put aside
/// @param sha256 of the entry's bytes
record ManifestEntry(String name, SessionKey key, String sha256, long length) {}
