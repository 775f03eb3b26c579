package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.lease.BreakRecorder;
import dev.sessionwatchdog.store.lease.LeaseSettings;
import dev.sessionwatchdog.store.lease.Leases;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.Time;
import java.io.IOException;

/// How a store comes to the leases under which it writes; asked once, at the first write.
@FunctionalInterface
public interface LeaseSource {

    /// Opens the leases of the directory of entries at `store`.
    Leases open(Root root, Place store) throws IOException;

    /// Leases of this process, with a thread of their own that beats.
    ///
    /// @param recorder where the evidence goes when a lapsed lease of another owner is broken
    static LeaseSource of(Time time, LeaseSettings settings, BreakRecorder recorder) {
        return (root, store) -> Leases.at(root, store, time, settings, recorder);
    }

    /// None: the store is only read.
    static LeaseSource none() {
        return (_, _) -> {
            throw new UnsupportedOperationException("this store was opened for reading only");
        };
    }
}
