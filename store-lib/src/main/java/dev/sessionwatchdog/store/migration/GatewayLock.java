package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.lease.LeasedLockFile;
import dev.sessionwatchdog.store.root.Directory;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// The lock under which gateways write the single file, taken as they take it; nothing at all where
/// they know none. One that is there already is another's, and never broken here.
final class GatewayLock {

    private static final LeasedLockFile.Promise PROMISE =
            new LeasedLockFile.Promise(
                    Duration.ofSeconds(15), Duration.ofSeconds(5), Duration.ofSeconds(30));

    private final Optional<LeasedLockFile> lock;

    private GatewayLock(Optional<LeasedLockFile> lock) {
        this.lock = lock;
    }

    /// Whether somebody has it, where gateways know it.
    static boolean isHeld(StoreSite site, Directory sessions) throws IOException {
        return site.settings().gatewayLock() && sessions.look(site.names().lock()).isPresent();
    }

    /// Empty if it is held.
    static Optional<GatewayLock> take(StoreSite site, Directory sessions) throws IOException {
        if (!site.settings().gatewayLock()) {
            return Optional.of(new GatewayLock(Optional.empty()));
        }
        return LeasedLockFile.take(sessions, site.names().lock(), site.seams().time(), PROMISE)
                .map(taken -> new GatewayLock(Optional.of(taken)));
    }

    /// Whether it is still ours: its name stands for the file that we made. That also beats.
    boolean stillOurs() throws IOException {
        return lock.isEmpty() || lock.get().beat().isEmpty();
    }

    /// One that could not be removed is a dead owner's once this process has ended, and goes as
    /// such. It says nothing about what was done under it.
    void giveBack() {
        if (lock.isPresent()) {
            try {
                lock.get().close();
            } catch (IOException left) {
                return;
            }
        }
    }
}
