package dev.sessionwatchdog.service;

/// Whose service it is.
public enum Scope {
    /// The user's own manager starts it.
    USER,
    /// The machine's manager starts it as the user, also when nobody is logged in.
    SYSTEM
}
