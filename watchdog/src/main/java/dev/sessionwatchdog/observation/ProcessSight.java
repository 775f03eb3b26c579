package dev.sessionwatchdog.observation;

import java.time.Instant;

/// What can be said of one process id: that nobody has it, who has it, or nothing.
public sealed interface ProcessSight {

    /// No process has this id: both sources say so.
    record Gone() implements ProcessSight {}

    /// @param startedAt by the wall clock of now; good to a few seconds
    record Running(Instant startedAt) implements ProcessSight {}

    /// I cannot see it, which is never: it is dead.
    record Unknown(String reason) implements ProcessSight {}
}
