package dev.sessionwatchdog.store.root;

import java.time.Instant;

/// What must still match when acting on something that was looked at before.
///
/// Device and inode alone are no identity: ext4 gives a freed inode number to the next file at once
/// (measured, `facts/upstream.md` a.2). Change time cannot be set by a program.
public record Identity(long device, long inode, long size, Instant mtime, Instant ctime) {}
