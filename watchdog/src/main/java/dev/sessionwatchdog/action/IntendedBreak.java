package dev.sessionwatchdog.action;

import dev.sessionwatchdog.finding.LockFinding;
import dev.sessionwatchdog.quarantine.ItemRecord;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Place;
import java.time.Instant;

/// A lock that is to be broken, whose intent is in the log.
///
/// @param intent the event's id
record IntendedBreak(
        LockFinding.Breakable breakable,
        String intent,
        String quarantineId,
        Place quarantinePlace,
        Instant expires) {

    IntendedBreak announcedBy(String event) {
        return new IntendedBreak(breakable, event, quarantineId, quarantinePlace, expires);
    }

    Place place() {
        return breakable.look().place();
    }

    String undo() {
        return "session-watchdog quarantine restore " + quarantineId;
    }

    ItemRecord record(Instant now) {
        Facts facts = breakable.look().facts();
        return new ItemRecord(
                quarantineId,
                place(),
                breakable.rule(),
                intent,
                now,
                expires,
                facts.device(),
                facts.inode(),
                facts.size(),
                facts.mtime());
    }
}
