package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.lease.Leases;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;

/// How a migration comes to the leases of a directory that is in use; asked only when entries in
/// such a one have to be replaced.
@FunctionalInterface
public interface LeaseOpening {

    /// Opens the leases of the directory of entries at `store`. The migration closes them.
    Leases open(Root root, Place store) throws IOException;
}
