package dev.sessionwatchdog.nudge;

import java.io.Closeable;

/// Gives hints. A seam: the real ones are the file watcher and the timer, the simulated twin is
/// told what to say, lose, repeat and reorder.
public interface NudgeSource extends Closeable {

    /// Begins to offer hints to the backlog.
    void start(Backlog backlog);

    @Override
    void close();
}
