package dev.sessionwatchdog.observation;

import java.util.List;
import java.util.Optional;

/// The processes of this machine, as far as we can see them. A seam: the real one asks the kernel
/// by two ways, the simulated twin is told.
public interface ProcessTable {

    /// Whether absence from this table means anything.
    Visibility visibility();

    /// What is known of the process with this id, now.
    ProcessSight look(long pid);

    /// Whether a process id that was written into a file of this root can only mean the process
    /// that we see under it, or see missing. Asked before anything follows from a dead or recycled
    /// owner (`protocols.md` 5, S14, S70-S73).
    NamespaceProof namespace(long pid, String rootPath);

    /// The gateways that run on this root, as far as that can be told: our own user's processes
    /// whose title or arguments are a gateway's and whose environment resolves to the root
    /// (`protocols.md` 6, end).
    List<Gateway> gateways(String rootPath);

    /// Why a gateway may run on this root that [#gateways] does not list; empty when none can. What
    /// cannot be read counts as running (`protocols.md` 6, end), and so does a program of
    /// OpenClaw's other than a gateway, which writes the index too.
    Optional<String> unseenGateways(String rootPath);
}
