package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.forensic.ForensicEvent;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import java.io.IOException;

/// Where the evidence of breaks goes. Without evidence nothing is broken: an intent is durable
/// before the act (`protocols.md` S11).
public interface BreakRecorder {

    /// Writes an event and makes it durable.
    ///
    /// @return its id, which the outcome will name
    /// @throws IOException if it may not be durable; nothing may be done then
    String record(ForensicEvent event) throws IOException;

    /// Into a log, which this process alone writes. Nobody else may use the log meanwhile, unless
    /// through this recorder.
    static BreakRecorder into(ForensicLog log) {
        return new LogRecorder(log);
    }
}
