package dev.sessionwatchdog.observation;

/// What reading a lock gave.
public sealed interface LockReading {

    /// @param sha256 of the raw bytes
    /// @param raw the bytes as text, for the evidence; what is not UTF-8 shows as replacement
    ///   characters
    record Read(LockPayload payload, String sha256, String raw) implements LockReading {}

    /// It could not be read, which says nothing about its owner (S15).
    record Failed(String why) implements LockReading {}

    /// Not of a kind that is opened: a link, a directory, a device, too large.
    record NotOpened() implements LockReading {}
}
