package dev.sessionwatchdog.store;

/// What was found where a store was to be opened.
public sealed interface OpenedStore {

    /// One file per session; can be read and written.
    record InDirectory(SessionStore store) implements OpenedStore {}

    /// The legacy store; can be read. Whoever writes it rewrites all of it, which is for the
    /// program that it belongs to.
    record InSingleFile(SingleFileStore store) implements OpenedStore {}

    /// There is no store. [SessionStore#create] makes one.
    record None() implements OpenedStore {}
}
