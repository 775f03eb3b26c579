package dev.sessionwatchdog.agent;

import dev.sessionwatchdog.action.Event;
import dev.sessionwatchdog.cli.Failure;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.forensic.Level;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.forensic.Printable;

/// Why the daemon in another program ended: nothing of the failure itself is kept, which may hold a
/// lot.
///
/// @param kind the failure's class
record AgentFailure(String kind, String words) {

    static AgentFailure of(Throwable failure) {
        String kind = failure.getClass().getSimpleName();
        String message = String.valueOf(failure.getMessage());
        return new AgentFailure(kind, failure instanceof Failure ? message : kind + ": " + message);
    }

    /// Writes it down as `agent.failed`.
    ///
    /// @return whether it is on disk
    boolean tell(ForensicLog log) {
        try {
            log.append(
                    Event.of(
                                    "agent.failed",
                                    Phase.FAILED,
                                    Level.ERROR,
                                    "agent.failed: the watchdog inside this program ended: "
                                            + Printable.of(words)
                                            + "; the program runs on")
                            .alert()
                            .because(Printable.of(kind)));
            log.commit();
            return true;
        } catch (Throwable alsoBroken) {
            // Full disk, no memory, a log that is gone: it is told when a log can be had again.
            return false;
        }
    }
}
