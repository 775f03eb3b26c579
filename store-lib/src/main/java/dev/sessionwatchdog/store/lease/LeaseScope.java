package dev.sessionwatchdog.store.lease;

import java.io.IOException;
import java.util.Optional;

/// The scope in which work runs under a lease.
final class LeaseScope {

    private LeaseScope() {}

    static <T, X extends Exception> LeaseResult<T> run(Lease lease, LeaseWork<T, X> work)
            throws X, IOException, InterruptedException {
        T value;
        boolean ended = false;
        try {
            value = work.run(lease);
            ended = true;
        } finally {
            if (!ended) {
                releaseQuietly(lease);
            }
        }
        try {
            Optional<Loss> loss = lease.release().loss();
            return loss.isPresent()
                    ? new LeaseResult.Lost<>(value, loss.get())
                    : new LeaseResult.Held<>(value, lease.fence(), Optional.empty());
        } catch (IOException unreleased) {
            return new LeaseResult.Held<>(value, lease.fence(), Optional.of(unreleased.toString()));
        }
    }

    /// The work's own failure is what the caller has to see; a lease that cannot be given back
    /// lapses.
    private static void releaseQuietly(Lease lease) {
        try {
            lease.close();
        } catch (IOException lapses) {
            return;
        }
    }
}
