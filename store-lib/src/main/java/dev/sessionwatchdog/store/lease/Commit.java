package dev.sessionwatchdog.store.lease;

/// How writing an entry went. When an exception is thrown instead, the entry is what it was.
public sealed interface Commit {

    /// It is visible and durable.
    ///
    /// @param fence the number under which it was written
    record Committed(long fence) implements Commit {}

    /// The lease was lost before; the entry is what it was or what a later owner made of it.
    record Lost(Loss loss) implements Commit {}

    /// It may be visible, and may not be durable. It is not tried again; whoever must know reads
    /// the entry under a new lease.
    record Indeterminate(String what) implements Commit {}
}
