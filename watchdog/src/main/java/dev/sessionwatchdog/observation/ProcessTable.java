package dev.sessionwatchdog.observation;

/// The processes of this machine, as far as we can see them. A seam: the real one asks the kernel
/// by two ways, the simulated twin is told.
public interface ProcessTable {

    /// Whether absence from this table means anything.
    Visibility visibility();

    /// What is known of the process with this id, now.
    ProcessSight look(long pid);
}
