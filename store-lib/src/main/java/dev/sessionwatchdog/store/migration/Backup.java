package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.root.Place;
import java.time.Instant;

/// What a migration or a roll-back retired, as its sealed record names it.
///
/// @param id of the migration or the roll-back
/// @param place of the retired single file or directory
/// @param file whether it is a single file
/// @param created when it was retired, on the wall clock
/// @param bytes of a single file; 0 for a directory
/// @param sha256 of a single file, in hexadecimal digits; empty for a directory
public record Backup(
        String id, Place place, boolean file, Instant created, long bytes, String sha256) {}
