package dev.sessionwatchdog.config;

/// One setting as it holds now.
///
/// @param path dotted; a root's settings as `roots[0].path`
/// @param value a text, a number, a boolean or a list of texts, as the file would say it
/// @param inForce false when it is accepted and does nothing yet
public record Effective(String path, Object value, Origin origin, boolean inForce) {}
