package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.key.SessionKey;
import java.util.List;
import java.util.Map;

/// How changing many sessions went.
///
/// @param listing of the pass that found out which ones are to be changed
/// @param updates how each of those went, by its key
/// @param odd what is no readable entry, and was left alone
/// @param failed which of those could not be written, and why
public record BulkUpdate(
        Listing listing,
        Map<SessionKey, Update> updates,
        List<Listed.Odd> odd,
        Map<SessionKey, String> failed) {

    public BulkUpdate {
        updates = Map.copyOf(updates);
        odd = List.copyOf(odd);
        failed = Map.copyOf(failed);
    }
}
