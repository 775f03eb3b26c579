package dev.sessionwatchdog.action;

import dev.sessionwatchdog.store.forensic.ForensicEvent;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.lease.BreakRecorder;
import dev.sessionwatchdog.store.lease.LeaseEvent;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;

/// Writes what the library does to the leases of one store into our log, each event durable before
/// it goes on (S11).
public final class LeaseRecorder implements BreakRecorder {

    private final ForensicLog log;
    private final Root root;
    private final Place parent;
    private String sweep = "";

    /// @param parent the directory that the store is in
    public LeaseRecorder(ForensicLog log, Root root, Place parent) {
        this.log = log;
        this.root = root;
        this.parent = parent;
    }

    /// What the looking is called from here on.
    public void inSweep(String id) {
        sweep = id;
    }

    @Override
    public String record(ForensicEvent event) throws IOException {
        String id =
                log.append(
                        event instanceof LeaseEvent told
                                ? LeaseBreakEvents.of(told, root, parent, sweep)
                                : event);
        log.commit();
        return id;
    }
}
