package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.key.SessionKey;

/// A session whose key the layout takes for the same as another one's (`facts/scenarios.md` S56).
/// Its entry is kept in `conflict/`.
///
/// @param key of the entry that is put aside
/// @param winner key of the newer entry, or of the canonical one where neither is newer
public record FoldedKey(SessionKey key, SessionKey winner) {}
