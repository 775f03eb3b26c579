package dev.sessionwatchdog.observation;

import java.time.Duration;

/// What happened to time between two looks.
public sealed interface Continuity {

    record Steady() implements Continuity {}

    /// We did not look for much longer than we meant to: stopped, frozen or starved.
    record Gap(Duration passed, Duration promised) implements Continuity {}

    /// The machine slept.
    record Resumed(Duration slept) implements Continuity {}

    /// The wall clock was set.
    record Stepped(Duration by) implements Continuity {}
}
