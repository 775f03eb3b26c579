package dev.sessionwatchdog.action;

import dev.sessionwatchdog.observation.ContentHash;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Place;

/// A lock as it was when it was examined; only that may be taken.
///
/// @param hash of all its raw bytes: white space counts, it can be a proof of ownership
///   (`facts/upstream.md` a.7)
public record ExaminedLock(Place place, Facts facts, ContentHash hash) {}
