package dev.sessionwatchdog.observation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// What is written in a lock. Whatever it says is a claim, which is checked before anything follows
/// from it (S15).
public sealed interface LockPayload {

    /// Most bytes that are read of a lock; a larger one is not a lock that any gateway writes.
    int MAX_BYTES = 64 * 1024;

    /// A JSON object; any of the members that we know may be missing or of another type, which
    /// counts as missing.
    ///
    /// @param pid of the owner, as its own PID namespace counts; positive
    /// @param startTicks field 22 of `/proc/PID/stat` in the owner's time namespace
    /// @param maxHold how long the owner means to hold it
    /// @param lease the heartbeat that the owner promises
    record Written(
            OptionalLong pid,
            Optional<Instant> createdAt,
            OptionalLong startTicks,
            Optional<Duration> maxHold,
            Optional<Lease> lease)
            implements LockPayload {}

    /// @param term how long one beat is good for
    /// @param beat how often the owner means to beat
    record Lease(Duration term, Duration beat) {}

    /// Nothing is in it: the instant between making and writing, or a writer that died in it.
    record Empty() implements LockPayload {}

    /// Not a JSON object, or more than [#MAX_BYTES].
    record Unparsable(String why) implements LockPayload {}

    /// Whether a writer of such a lock keeps it open for as long as it holds it, as all gateways
    /// that we know do; one that beats need not.
    default boolean keptOpen() {
        return switch (this) {
            case Written written -> written.lease().isEmpty();
            case Empty _, Unparsable _ -> true;
        };
    }

    /// Reads strictly: one JSON object, duplicate members refused, white space around it allowed.
    static LockPayload parse(byte[] raw) {
        return LockPayloadReader.read(raw);
    }
}
