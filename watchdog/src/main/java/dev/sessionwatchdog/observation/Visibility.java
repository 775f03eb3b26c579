package dev.sessionwatchdog.observation;

/// Whether we would see a process if it existed.
public sealed interface Visibility {

    record Sees() implements Visibility {}

    /// We would not; nothing may be concluded from a process being absent.
    record Blind(String reason) implements Visibility {}
}
