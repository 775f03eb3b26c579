package dev.sessionwatchdog.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Whether the kernel keeps a process from running by its control group (cgroup-v2's freezer; the
/// older freezer shows its processes in state D).
final class FrozenGroups {

    private static final int EVENTS_BYTES = 4096;

    private final List<Path> mounts;

    /// @param mounts where the unified hierarchy may be mounted
    FrozenGroups(List<Path> mounts) {
        this.mounts = List.copyOf(mounts);
    }

    /// The places that systemd uses, alone and beside the older hierarchies.
    static FrozenGroups ofThisMachine() {
        return new FrozenGroups(
                List.of(Path.of("/sys/fs/cgroup"), Path.of("/sys/fs/cgroup/unified")));
    }

    /// False also where that cannot be seen. `frozen` of a group says so too when one above it is
    /// frozen.
    boolean holds(ProcEntry process) {
        Optional<String> group = process.controlGroup();
        // A group outside of our control-group namespace begins with "/..".
        if (group.isEmpty() || (group.get() + "/").contains("/../")) {
            return false;
        }
        for (Path mount : mounts) {
            if (saysFrozen(Path.of(mount + group.get()).resolve("cgroup.events"))) {
                return true;
            }
        }
        return false;
    }

    private static boolean saysFrozen(Path events) {
        try {
            String text = new String(Proc.read(events, EVENTS_BYTES), StandardCharsets.US_ASCII);
            return ("\n" + text).contains("\nfrozen 1\n");
        } catch (IOException notThere) {
            return false;
        }
    }
}
