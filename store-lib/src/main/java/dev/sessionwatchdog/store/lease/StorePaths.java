package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.root.Paths;
import dev.sessionwatchdog.store.time.Time;

/// What every part of a store's leases needs: where things are, how to get there, and what time it
/// is.
record StorePaths(LeasePlaces places, Paths paths, LeaseObserver observer, Time time) {}
