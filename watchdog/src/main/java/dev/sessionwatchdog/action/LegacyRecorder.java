package dev.sessionwatchdog.action;

import dev.sessionwatchdog.finding.Check;
import dev.sessionwatchdog.store.forensic.ForensicEvent;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.lease.LeaseEvent;
import dev.sessionwatchdog.store.migration.MigrationEvent;
import dev.sessionwatchdog.store.migration.MigrationRecorder;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.util.List;

/// Writes what the library does to one store's forms into our log, each event durable before it
/// goes on (S11).
public final class LegacyRecorder implements MigrationRecorder {

    private final ForensicLog log;
    private final Root root;
    private final Place store;
    private final List<Check> checks;
    private final String sweep;
    private final SessionKeys keys;
    private boolean concluded;

    /// @param store the sessions directory
    /// @param checks what the rule `store.legacy` asked
    /// @param sweep what the looking is called
    public LegacyRecorder(
            ForensicLog log,
            Root root,
            Place store,
            List<Check> checks,
            String sweep,
            SessionKeys keys) {
        this.log = log;
        this.root = root;
        this.store = store;
        this.checks = List.copyOf(checks);
        this.sweep = sweep;
        this.keys = keys;
    }

    @Override
    public String record(ForensicEvent event) throws IOException {
        String id =
                log.append(
                        switch (event) {
                            case MigrationEvent told ->
                                    LegacyEvents.of(told, root, checks, sweep, keys);
                            case LeaseEvent told -> LeaseBreakEvents.of(told, root, store, sweep);
                            default -> event;
                        });
        log.commit();
        concluded |= event instanceof MigrationEvent && event.phase().concludes();
        return id;
    }

    /// Whether it was written how something went.
    public boolean hasConcluded() {
        return concluded;
    }
}
