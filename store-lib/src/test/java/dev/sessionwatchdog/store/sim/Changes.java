package dev.sessionwatchdog.store.sim;

import java.io.IOException;
import java.util.Set;

/// Crashes and failures at the calls that change a disk or make a change durable. A crash before
/// any other call leaves the same as one before the next of these.
public final class Changes {

    private static final Set<String> CHANGING =
            Set.of(
                    "create",
                    "mkdir",
                    "write",
                    "touch",
                    "rename",
                    "unlink",
                    "rmdir",
                    "sync",
                    "sync-directory");

    private Changes() {}

    /// Ends the process before the n-th change from now, the first being 1.
    public static void crashAt(SimulatedDisk disk, int number) {
        int[] seen = {0};
        disk.before(call -> {
            if (CHANGING.contains(call.name()) && ++seen[0] >= number) {
                throw new SimulatedCrash(call.toString());
            }
        });
    }

    /// Something that may throw.
    public interface Act {
        void run() throws IOException;
    }

    /// Does something before the n-th change from now.
    public static void before(SimulatedDisk disk, int number, Act act) {
        int[] seen = {0};
        disk.before(call -> {
            if (CHANGING.contains(call.name()) && ++seen[0] == number) {
                act.run();
            }
        });
    }

    /// Lets the n-th change from now fail.
    public static void failAt(SimulatedDisk disk, int number, IOException failure) {
        before(
                disk,
                number,
                () -> {
                    throw failure;
                });
    }
}
