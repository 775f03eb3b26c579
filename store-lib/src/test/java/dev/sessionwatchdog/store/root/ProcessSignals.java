package dev.sessionwatchdog.store.root;

import java.lang.foreign.Arena;

/// Signals by the kernel's own call, for tests that stop, continue and kill real processes.
public final class ProcessSignals {

    public static final int KILL = 9;
    public static final int CONTINUE = 18;
    public static final int STOP = 19;

    private ProcessSignals() {}

    /// A process that is gone gets nothing.
    public static void send(long pid, int signal) {
        try (Arena arena = Arena.ofConfined()) {
            LinuxFunctions.call(
                    LinuxFunctions.KILL,
                    arena.allocate(LinuxFunctions.STATE),
                    pid,
                    signal,
                    0,
                    0,
                    0);
        }
    }
}
