package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Place;

/// Something that is never followed or touched, but said.
///
/// @param what in a few words, as in `symlink`
public record Oddity(Place place, String what) {}
