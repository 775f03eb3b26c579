package dev.sessionwatchdog.store.root;

/// How the removal of a found file from its place went. When an exception is thrown instead,
/// nothing was removed.
public sealed interface Removal {

    /// It is gone from its name.
    ///
    /// @param proven true when the kernel's answer on the pinned file proves that it was this file
    record Done(boolean proven) implements Removal {}

    /// The name stands for something else or for nothing now; nothing was changed.
    record Overtaken(String found) implements Removal {}

    /// Something else was captured by mistake and stands at its name again. For a moment it did
    /// not, so whoever relies on that name has to be looked at.
    record PutBack(String found) implements Removal {}

    /// It cannot be said, or not undone, what happened: a person has to look.
    record Indeterminate(String found) implements Removal {}
}
