package dev.sessionwatchdog.store.root;

/// Whether anybody has a file open.
///
/// Source: fcntl(2), `F_SETLEASE` with `F_WRLCK` is granted only when no other open description of
/// the inode exists, in whatever process or namespace of this kernel.
public sealed interface InUse {

    /// Nobody has it open, and nobody gets it before the claim is released.
    record Nobody() implements InUse {}

    /// Somebody has it open, or holds a `flock` on it.
    record Somebody() implements InUse {}

    /// It cannot be found out here; never to be taken as "nobody".
    record Unknown(String reason) implements InUse {}
}
