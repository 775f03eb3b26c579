package dev.sessionwatchdog.sweep;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Who tells of what the daemon does to others than the forensic log: metrics, notifications. It is
/// called by the sweeping thread only, and must not keep it waiting.
public interface Telling {

    /// Nobody is told.
    Telling NOTHING =
            new Telling() {
                @Override
                public void swept(RootGuard guard, SweepRecord record) {}

                @Override
                public List<Carried> standing(RootGuard guard) {
                    return List.of();
                }

                @Override
                public Duration turned(Duration next) {
                    return next;
                }
            };

    /// A whole root was swept.
    void swept(RootGuard guard, SweepRecord record);

    /// Troubles of this root that an earlier watchdog told and nobody said the end of. Asked once,
    /// before the first sweep.
    List<Carried> standing(RootGuard guard) throws IOException;

    /// A turn is over: what came up in it can be told now.
    ///
    /// @param next when the daemon wants its next turn
    /// @return when the next turn has to come, at the latest
    /// @throws IOException if the forensic log cannot be written
    Duration turned(Duration next) throws IOException;
}
