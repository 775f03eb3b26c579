package dev.sessionwatchdog.store.sim;

/// The process ended at this very call; nothing of it may run on, so it is no exception to handle.
public final class SimulatedCrash extends Error {

    private static final long serialVersionUID = 1L;

    public SimulatedCrash(String where) {
        super(where);
    }
}
