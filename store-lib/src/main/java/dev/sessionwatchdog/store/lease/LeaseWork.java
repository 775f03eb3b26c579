package dev.sessionwatchdog.store.lease;

import java.io.IOException;

/// What is done under a lease.
///
/// @param <T> what it answers
/// @param <X> what else it throws
@FunctionalInterface
public interface LeaseWork<T, X extends Exception> {

    T run(Lease lease) throws X, IOException, InterruptedException;
}
