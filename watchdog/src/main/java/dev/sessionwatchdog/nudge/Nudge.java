package dev.sessionwatchdog.nudge;

import dev.sessionwatchdog.store.root.Place;

/// A hint that something may be worth a look. Losing one costs time, never correctness.
public sealed interface Nudge {

    /// Something changed in this store.
    ///
    /// @param root its canonical path
    record Changed(String root, Place store) implements Nudge {}

    /// A lock was made.
    ///
    /// @param root its canonical path
    record LockMade(String root, Place lock) implements Nudge {}

    /// The time has come to look at what is due.
    record Time() implements Nudge {}

    /// Hints were lost: overflow, a failing watcher, a directory that came or went.
    record Lost(String why) implements Nudge {}

    /// Somebody left a request.
    record Request() implements Nudge {}

    /// Read the configuration again.
    record Reload() implements Nudge {}

    /// Finish the running step and end.
    record Stop(int exitCode) implements Nudge {}
}
