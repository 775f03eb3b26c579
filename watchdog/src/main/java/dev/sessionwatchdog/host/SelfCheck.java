package dev.sessionwatchdog.host;

import dev.sessionwatchdog.host.HostCalls.Existence;
import dev.sessionwatchdog.observation.Visibility;
import java.io.IOException;
import java.util.List;
import java.util.function.IntFunction;

/// Whether we would see a process if it existed, judged by the one that is sure to exist: us.
///
/// A `/proc` that hides other users' processes (`hidepid`) makes nobody look dead while `kill(2)`
/// answers too, because the kernel knows them still and the two sources then disagree. In a user
/// namespace (`PrivateUsers`) processes stay visible; their environment and namespaces do not, so
/// that gateways are not found and ticks not compared. The two together hide even our own user's
/// processes (proc(5), `hidepid`: whoever may not be traced, and nobody outside of our user
/// namespace may): then the gateway is nowhere, and we are blind.
final class SelfCheck {

    private final Proc proc;
    private final IntFunction<Existence> existence;
    private final boolean nativeCalls;

    SelfCheck(Proc proc, IntFunction<Existence> existence, boolean nativeCalls) {
        this.proc = proc;
        this.existence = existence;
        this.nativeCalls = nativeCalls;
    }

    Visibility look() {
        long own = ProcessHandle.current().pid();
        try {
            // A /proc of a namespace above ours shows us by another id, and tells ours behind it.
            List<Long> ids = proc.self().ids();
            if (ids.size() != 1 || ids.getFirst() != own) {
                return new Visibility.Blind(
                        "/proc belongs to another PID namespace: it calls us "
                                + ids.getFirst()
                                + ", we are "
                                + own);
            }
            if (proc.process(own).stat().startTicks() != proc.self().stat().startTicks()) {
                return new Visibility.Blind("/proc does not show our own process");
            }
            if (proc.self().inPartialUserNamespace() && proc.hides()) {
                return new Visibility.Blind(
                        "/proc hides whoever is not in our user namespace (PrivateUsers= with"
                                + " ProtectProc=), the gateway too");
            }
        } catch (IOException hidden) {
            return new Visibility.Blind(
                    "/proc does not show our own process: it is not mounted, hidden, or of another"
                            + " PID namespace");
        }
        if (existence.apply((int) own) != Existence.EXISTS) {
            return new Visibility.Blind("kill(2) does not know our own process");
        }
        return nativeCalls ? new Visibility.Sees() : withoutKill();
    }

    private Visibility withoutKill() {
        try {
            proc.process(1).stat();
            return new Visibility.Sees();
        } catch (IOException hidden) {
            return new Visibility.Blind(
                    "/proc hides the processes of other users (hidepid), and kill(2) is not to be"
                            + " called");
        }
    }
}
