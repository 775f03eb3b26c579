package dev.sessionwatchdog.host;

import java.util.function.BooleanSupplier;

/// Whether the wall clock follows a time source, as the kernel knows it (adjtimex(2)): asked anew
/// each time, for a source comes and goes. False whenever that cannot be found out.
public final class ClockDiscipline implements BooleanSupplier {

    private final boolean nativeCalls;

    /// @param nativeCalls whether native functions may be called; without them nothing is known
    public ClockDiscipline(boolean nativeCalls) {
        this.nativeCalls = nativeCalls;
    }

    @Override
    public boolean getAsBoolean() {
        return nativeCalls && HostCalls.clockFollowsASource();
    }
}
