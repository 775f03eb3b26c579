package dev.sessionwatchdog.store.forensic;

/// An event that is durable in the log, with its place in the chain.
///
/// @param id of the event
/// @param sha256 of its raw line: what the next line says of it
public record Committed(
        ForensicEvent event, String id, String chainId, long sequence, String sha256) {}
