package dev.sessionwatchdog.action;

import java.time.Duration;

/// How long acts waited for their turn.
///
/// @param paced as long as the configured rate asks for
/// @param backedOff what was added because others waited for the disk
public record Waits(Duration paced, Duration backedOff) {

    public static final Waits NONE = new Waits(Duration.ZERO, Duration.ZERO);

    public Waits plus(Waits other) {
        return new Waits(paced.plus(other.paced), backedOff.plus(other.backedOff));
    }

    public Duration all() {
        return paced.plus(backedOff);
    }
}
