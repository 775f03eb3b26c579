package dev.sessionwatchdog.observation;

import java.util.List;
import java.util.Optional;

/// What was seen of the process that a lock names.
///
/// @param sight empty when it names none
/// @param namespace asked only when the process is not seen alive beyond doubt
/// @param gateways likewise
public record LockOwner(
        Optional<ProcessSight> sight,
        Visibility visibility,
        NamespaceProof namespace,
        List<Gateway> gateways) {

    /// Whether this is, beyond doubt, the very process that wrote the lock: it has the start time
    /// that is written there.
    public static boolean isCertain(LockPayload.Written written, ProcessSight sight) {
        return sight instanceof ProcessSight.Running running
                && running.ticksComparable()
                && running.startTicks().isPresent()
                && running.startTicks().equals(written.startTicks());
    }
}
