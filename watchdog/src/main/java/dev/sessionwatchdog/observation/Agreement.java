package dev.sessionwatchdog.observation;

import java.time.Duration;

/// How many looks have come to the same verdict about one lock.
///
/// @param looks that agree
/// @param sinceCounted how long ago the last of them was
public record Agreement(int looks, Duration sinceCounted) {

    static final Agreement NONE = new Agreement(0, Duration.ZERO);
}
