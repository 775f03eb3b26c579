package dev.sessionwatchdog.store.sim;

import java.io.IOException;

/// What happens directly before a call reaches the disk: another party's move, an error, a crash.
@FunctionalInterface
public interface BeforeCall {

    /// Returns to let the call through, throws [IOException] to let it fail without effect (a write
    /// may still have written half), throws [SimulatedCrash] to end the process.
    void call(Operation operation) throws IOException;
}
