package dev.sessionwatchdog.race;

import dev.sessionwatchdog.action.ExaminedLock;
import dev.sessionwatchdog.quarantine.InUseDemand;
import java.io.IOException;

/// One way to break a lock.
interface Breaker extends AutoCloseable {

    /// Everything slow that is to be done before.
    void prepare(ExaminedLock lock) throws IOException;

    Attempt go(InUseDemand demand) throws IOException;

    /// The next run, when everybody has gone home.
    Attempt again() throws IOException;

    @Override
    void close() throws IOException;
}
