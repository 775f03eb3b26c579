package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.InUse;
import java.util.Optional;

/// A temp that was opened and looked at closely: the evidence of a decision.
public sealed interface CloseLook {

    TempSeen seen();

    /// @param writer who has the process id in its name; empty when the name has none
    /// @param visibility whether a missing process means anything
    /// @param target whether what it was to become is whole; empty when that is not asked
    /// @param targetExists whether what it was to become is there; empty when the name does not
    ///   tell
    record Looked(
            TempSeen seen,
            Facts facts,
            Optional<ContentHash> hash,
            InUse inUse,
            Optional<ProcessSight> writer,
            Visibility visibility,
            Optional<Health> target,
            Optional<Boolean> targetExists)
            implements CloseLook {}

    /// It is not any more what it was at the last look.
    record Changed(TempSeen seen, String what) implements CloseLook {}

    /// It could not be looked at; nothing follows from that.
    record Unreadable(TempSeen seen, String why) implements CloseLook {}
}
