package dev.sessionwatchdog.doctor;

import java.util.Locale;

/// How much a finding matters.
public enum Severity {
    /// It works, with less than it could have.
    WARNING,
    /// It does not do what it is there for, or not safely.
    ERROR;

    /// As it is shown.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
