package dev.sessionwatchdog.store.time;

import java.time.Duration;

/// The clocks. A seam: the real one is [SystemTime], the simulated twin advances only by request.
public interface Time {

    /// All clocks, read together, now.
    Moment moment();

    /// Whether the wall clock is known to follow a time source, so that ages on it mean something;
    /// false when that cannot be found out.
    boolean synchronised();

    /// Waits about this long on the monotonic clock. It may be shorter or longer: callers look at
    /// [#moment] again and never take the wait itself as proof.
    void await(Duration duration) throws InterruptedException;
}
