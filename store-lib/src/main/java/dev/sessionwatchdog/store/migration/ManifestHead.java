package dev.sessionwatchdog.store.migration;

/// What a manifest says besides its entries.
///
/// @param id of the migration
/// @param layout word of the layout
/// @param sha256 of the single file that was migrated
/// @param entries how many it lists as entries, all others as put aside
record ManifestHead(
        String id, String layout, String sha256, long size, int entries, int putAside) {}
