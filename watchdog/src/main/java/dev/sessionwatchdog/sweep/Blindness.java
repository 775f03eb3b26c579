package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.action.Event;
import dev.sessionwatchdog.observation.Visibility;
import java.util.Optional;

/// Whether the owners of processes can be seen, from look to look, and what is told when that
/// changes.
final class Blindness {

    private final SweepEvents events;
    private Optional<String> reason = Optional.empty();
    private Optional<String> toldBefore = Optional.empty();

    Blindness(SweepEvents events) {
        this.events = events;
    }

    /// Why they cannot be seen; empty when they can.
    Optional<String> reason() {
        return reason;
    }

    /// An earlier watchdog told of it, under this incident, and of no end.
    void carry(String incident) {
        toldBefore = Optional.of(incident);
    }

    /// What is to be told of what is seen now, if anything.
    Optional<Event> look(Visibility visibility, String boot, String sweep) {
        Optional<String> before = reason;
        reason =
                visibility instanceof Visibility.Blind unseen
                        ? Optional.of(unseen.reason())
                        : Optional.empty();
        Optional<String> earlier = toldBefore;
        toldBefore = Optional.empty();
        if (reason.isEmpty() && earlier.isPresent()) {
            return Optional.of(events.visibility(reason, boot, sweep).inIncident(earlier.get()));
        }
        return reason.isPresent() == before.isPresent()
                ? Optional.empty()
                : Optional.of(events.visibility(reason, boot, sweep));
    }
}
