package dev.sessionwatchdog.cli;

/// How events are listed. The names are the option's values.
enum EventFormat {
    line,
    json,
    csv,
    ecs
}
