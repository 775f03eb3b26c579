package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Facts;

/// An index, the single file of a legacy store, as it was seen.
///
/// @param sighting since when it has been seen as it is now
public record IndexSeen(Facts facts, Sightings.Sighting sighting) {}
