package dev.sessionwatchdog.quarantine;

import dev.sessionwatchdog.store.root.Facts;
import java.util.Optional;

/// One directory of the quarantine, as it stands.
///
/// @param id its name
/// @param record what its record says; empty when there is none that can be read
/// @param content the file in it; empty when it was restored, or never arrived
/// @param restored whether a person has put it back
public record Item(
        String id, Optional<ItemRecord> record, Optional<Facts> content, boolean restored) {}
