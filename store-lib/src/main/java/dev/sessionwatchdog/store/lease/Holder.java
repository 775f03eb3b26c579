package dev.sessionwatchdog.store.lease;

import java.util.Optional;

/// Who was last seen to hold a lease.
///
/// @param token empty if it was never seen whole
/// @param record what the owner wrote about itself; claims, for people
public record Holder(Optional<Token> token, Optional<OwnerRecord> record) {}
