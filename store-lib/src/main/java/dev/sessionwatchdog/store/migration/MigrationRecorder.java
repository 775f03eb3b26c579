package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.forensic.ForensicEvent;
import java.io.IOException;

/// Where the evidence of migrations goes: [MigrationEvent]s, and the events of leases that a
/// roll-back breaks. Without evidence nothing of the user's is touched: an intent is durable before
/// the act (`protocols.md` S11).
@FunctionalInterface
public interface MigrationRecorder {

    /// Writes an event and makes it durable.
    ///
    /// @return its id, which the outcome will name
    /// @throws IOException if it may not be durable; nothing may be done then
    String record(ForensicEvent event) throws IOException;
}
