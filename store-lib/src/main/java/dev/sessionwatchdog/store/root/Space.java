package dev.sessionwatchdog.store.root;

/// How much room there is on a file system, as it is told to users without privileges.
public record Space(long freeBytes, long totalBytes) {}
