package dev.sessionwatchdog.store.sim;

/// One call that is about to reach the simulated disk.
///
/// @param number how many calls there were on this disk, this one included
/// @param name one of `open`, `resolve`, `list`, `look`, `facts`, `pin`, `read`, `claim`,
///   `release`, `create`, `write`, `sync`, `unlink`, `rename`, `touch`, `mkdir`, `rmdir`, `lock`,
///   `reserve`, `release-space`, `sync-directory`
/// @param path what it is about, from the top of the disk, without a leading slash
public record Operation(int number, String name, String path) {}
