package dev.sessionwatchdog.store.sim;

import dev.sessionwatchdog.store.root.NoSpaceException;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Space;

/// How much room there is on a simulated disk: without an end, until a test says otherwise.
///
/// What is built by methods of the disk itself needs none; what a program writes, makes or sets
/// aside does. A file costs what it holds or what was set aside for it, and every name's inode a
/// little. Renaming and deleting need nothing.
public final class SimulatedSpace {

    static final long INODE = 256;
    private static final long ENDLESS = 1L << 50;

    private final InodeTable inodes;
    private long total;

    SimulatedSpace(InodeTable inodes, long total) {
        this.inodes = inodes;
        this.total = total;
    }

    static SimulatedSpace endless(InodeTable inodes) {
        return new SimulatedSpace(inodes, ENDLESS);
    }

    SimulatedSpace of(InodeTable others) {
        return new SimulatedSpace(others, total);
    }

    /// From now on there is so much left, and what is freed.
    public void leave(long bytes) {
        total = inodes.used() + bytes;
    }

    /// There is room for everything again.
    public void becomeEndless() {
        total = ENDLESS;
    }

    public Space now() {
        return new Space(Math.max(0, total - inodes.used()), total);
    }

    void require(long bytes, Place place) throws NoSpaceException {
        if (total < ENDLESS && bytes > 0 && inodes.used() + bytes > total) {
            throw new NoSpaceException(place.toString(), "ENOSPC (28)");
        }
    }
}
