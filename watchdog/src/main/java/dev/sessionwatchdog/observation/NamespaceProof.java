package dev.sessionwatchdog.observation;

/// Whether a process id counts in our own PID namespace.
public sealed interface NamespaceProof {

    /// @param how what proves it, for the evidence
    record Proven(String how) implements NamespaceProof {}

    /// It may be another container's; process evidence is not used then.
    record Unproven(String reason) implements NamespaceProof {}
}
