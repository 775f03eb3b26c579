package dev.sessionwatchdog.store.forensic;

/// An intent of which the log does not say how it went.
///
/// @param id of the event
/// @param line the raw line, JSON, without its newline
public record OpenIntent(String id, String action, String line) {}
