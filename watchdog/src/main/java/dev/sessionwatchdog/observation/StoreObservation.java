package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.store.root.Place;
import java.util.List;

/// What was seen of one store in one look.
///
/// @param beyondBound temps that were not taken up because the look had its fill
public record StoreObservation(
        Place store,
        Era era,
        List<TempSeen> temps,
        List<LockName> locks,
        List<Oddity> oddities,
        int beyondBound) {}
