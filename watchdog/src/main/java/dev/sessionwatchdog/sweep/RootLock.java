package dev.sessionwatchdog.sweep;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.KernelLock;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.util.Optional;

/// The kernel's lock by which a root is one watchdog's.
public final class RootLock {

    private RootLock() {}

    /// Takes it; the directory that it lies in is made if there is none.
    ///
    /// @throws OwnedByAnotherException if it is taken
    public static KernelLock take(Root root) throws IOException {
        Optional<KernelLock> lock;
        try (Directory top = root.open(Place.TOP);
                Directory home = top.openOrMake(ControlFiles.HOME.name())) {
            lock = home.lock(ControlFiles.LOCK);
            if (lock.isPresent()) {
                home.dropUnfinished(ControlFiles.DAEMON);
            }
        }
        return lock.orElseThrow(() ->
                new OwnedByAnotherException(
                        "another session-watchdog guards "
                                + root.path()
                                + ": see `session-watchdog status`"));
    }
}
