package dev.sessionwatchdog.doctor;

import java.util.Locale;

/// What a finding does to the watchdog.
public enum Harm {
    /// It cannot see who owns what, and so leaves locks alone that nobody needs.
    BLIND,
    /// It hears of changes late, or of none between two sweeps.
    DEAF,
    /// What it, or somebody beside it, does here could do damage, or its evidence could be lost.
    UNSAFE,
    /// It does not act at all, or not on all that it should.
    IDLE;

    /// As it is shown.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
