package dev.sessionwatchdog.config;

/// Where an effective value comes from.
public sealed interface Origin {

    record BuiltIn() implements Origin {}

    record InFile(Position at) implements Origin {}

    record CommandLine() implements Origin {}
}
