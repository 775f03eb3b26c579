package dev.sessionwatchdog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Files that somebody is expected to take away.
final class Orphans {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final List<Path> all;
    private int first;

    Orphans(List<Path> all) {
        this.all = all;
    }

    /// Whether all are gone. Each is looked for until it is gone once, so that asking often costs
    /// little.
    boolean areGone() {
        while (first < all.size() && Files.notExists(all.get(first))) {
            first++;
        }
        return first == all.size();
    }

    /// How many are still there.
    int left() {
        return (int) all.stream().skip(first).filter(Files::exists).count();
    }

    /// Waits until all are gone, or for so long.
    void awaitGone(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (!areGone() && System.nanoTime() < until) {
            Thread.sleep(LOOK_AGAIN);
        }
    }

    /// Waits until all are gone.
    ///
    /// @param meanwhile is done at every look
    /// @throws IOException if that takes too long, or the daemon ends before
    void awaitGone(Daemon.Running daemon, Duration patience, Look meanwhile)
            throws IOException, InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (!areGone()) {
            if (System.nanoTime() > until || !daemon.process().isAlive()) {
                throw new IOException(
                        "of " + all.size() + " orphans " + all.get(first) + " is still there");
            }
            meanwhile.take();
            Thread.sleep(LOOK_AGAIN);
        }
    }

    /// Something else that is watched meanwhile.
    interface Look {
        void take() throws IOException;
    }
}
