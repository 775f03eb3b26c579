package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.forensic.ForensicEvent;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import java.io.IOException;

/// One event at a time.
final class LogRecorder implements BreakRecorder {

    private final ForensicLog log;

    LogRecorder(ForensicLog log) {
        this.log = log;
    }

    @Override
    public synchronized String record(ForensicEvent event) throws IOException {
        String id = log.append(event);
        log.commit();
        return id;
    }
}
