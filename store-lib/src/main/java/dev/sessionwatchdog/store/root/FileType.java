package dev.sessionwatchdog.store.root;

/// What kind of thing a name stands for. `OTHER` is a device, FIFO or socket.
public enum FileType {
    REGULAR,
    DIRECTORY,
    SYMLINK,
    OTHER
}
