package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.sim.BeforeCall;
import dev.sessionwatchdog.store.sim.Operation;
import java.io.IOException;

/// Holds one party up: lets another one act directly before its n-th call, the first being 1.
final class HeldUp implements BeforeCall {

    /// What the other one does.
    interface Act {
        void run() throws Exception;
    }

    private final int call;
    private final Act act;
    private int calls;
    private boolean acting;

    HeldUp(int call, Act act) {
        this.call = call;
        this.act = act;
    }

    @Override
    public void call(Operation operation) throws IOException {
        if (!acting && ++calls == call) {
            acting = true;
            try {
                act.run();
            } catch (IOException | RuntimeException | Error failure) {
                throw failure;
            } catch (Exception unexpected) {
                throw new AssertionError(unexpected);
            } finally {
                acting = false;
            }
        }
    }

    boolean over() {
        return calls < call;
    }
}
