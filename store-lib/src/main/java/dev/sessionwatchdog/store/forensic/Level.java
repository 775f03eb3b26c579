package dev.sessionwatchdog.store.forensic;

import java.util.Locale;

/// How much attention an event asks for; numbers are OpenTelemetry's severity numbers.
public enum Level {
    DEBUG(5),
    INFO(9),
    WARN(13),
    ERROR(17);

    private final int severityNumber;

    Level(int severityNumber) {
        this.severityNumber = severityNumber;
    }

    public int severityNumber() {
        return severityNumber;
    }

    /// As it stands in the log.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
