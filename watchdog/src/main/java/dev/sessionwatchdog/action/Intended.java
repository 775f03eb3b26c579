package dev.sessionwatchdog.action;

import dev.sessionwatchdog.decision.Decision;
import dev.sessionwatchdog.finding.TempFinding;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Place;
import java.time.Instant;

/// A decision whose intent is in the log.
///
/// @param intent the event's id
/// @param quarantineId empty when it is to be deleted
record Intended(
        Decision.Reap decision,
        String intent,
        String quarantineId,
        Place quarantinePlace,
        Instant expires) {

    Intended announcedBy(String event) {
        return new Intended(decision, event, quarantineId, quarantinePlace, expires);
    }

    TempFinding.Orphan orphan() {
        return decision.orphan();
    }

    Facts facts() {
        return orphan().look().facts();
    }

    Place place() {
        return orphan().seen().place();
    }
}
