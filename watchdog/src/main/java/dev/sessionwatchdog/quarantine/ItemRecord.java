package dev.sessionwatchdog.quarantine;

import dev.sessionwatchdog.store.root.Place;
import java.time.Instant;

/// What was moved aside, from where and why: everything that putting it back needs.
///
/// @param id names the item's directory, `q-` and ten letters and digits
/// @param from where it was, below the root
/// @param rule the rule that moved it
/// @param event the forensic event that announced it
/// @param device of the file, as its inode: the file itself is what was moved, never a copy
/// @param expires when it may be purged by age
public record ItemRecord(
        String id,
        Place from,
        String rule,
        String event,
        Instant at,
        Instant expires,
        long device,
        long inode,
        long size,
        Instant mtime) {}
