package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Identity;
import dev.sessionwatchdog.store.root.InUse;
import dev.sessionwatchdog.store.root.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Everything that one look at one lock showed, also what could not be seen.
///
/// @param subject identity of the file that it guards, if it is there
/// @param guard the reclaim guard of another party beside it, if there is one
/// @param inUse whether anybody has it open; never asked of a lock that beats
/// @param running whether the index says that its session runs; asked only when its owner seems
///   gone
/// @param ended when its session's trajectory says that the session ended
public record LockLook(
        Place store,
        Era era,
        LockName lock,
        Facts facts,
        LockReading reading,
        Optional<Identity> subject,
        Optional<Facts> guard,
        InUse inUse,
        LockOwner owner,
        SessionRecords.Running running,
        Optional<Instant> ended,
        Watched watched,
        Clock clock) {

    public Place place() {
        return store.child(lock.name());
    }

    /// What is written in it; a lock that could not be read has none.
    public Optional<LockPayload.Written> written() {
        return reading instanceof LockReading.Read(LockPayload.Written written, _, _)
                ? Optional.of(written)
                : Optional.empty();
    }

    /// Another lock that stands at the same name now, of whose owner nothing is known.
    public LockLook another(Facts found, LockReading read) {
        return new LockLook(
                store,
                era,
                lock,
                found,
                read,
                subject,
                guard,
                new InUse.Nobody(),
                new LockOwner(
                        Optional.empty(), owner.visibility(), owner.namespace(), owner.gateways()),
                running,
                Optional.empty(),
                watched,
                clock);
    }

    /// What we have seen of the same lock so far, on our own clock and without a gap.
    ///
    /// @param looks how many times it was seen since it was first seen, or since the last gap
    /// @param time for how long
    /// @param silent for how long its modification time has not moved
    /// @param samples looks in which it had not moved
    /// @param beats how often its modification time was seen to move, also before a gap
    /// @param still for how long the file that it guards has not changed
    /// @param moved whether that file was seen to change under this lock
    /// @param firstSeen the wall clock then; empty after a gap, since when nothing before it counts
    /// @param nothingBefore before this, by the wall clock, there was a gap, of which nothing is
    ///   known
    /// @param sinceDisturbance how long ago the machine last resumed or had its clock set
    /// @param witnessed its owner was seen alive under this lock earlier, beyond doubt
    /// @param putBack it was captured by mistake and put back
    /// @param readErrors looks in a row in which it could not be read
    public record Watched(
            int looks,
            Duration time,
            Duration silent,
            int samples,
            int beats,
            Duration still,
            boolean moved,
            Optional<Instant> firstSeen,
            Optional<Instant> nothingBefore,
            Duration sinceDisturbance,
            boolean witnessed,
            boolean putBack,
            int readErrors) {}

    /// The clocks at this look.
    ///
    /// @param booted when this boot began, by the wall clock of now
    /// @param suspended how long the machine has slept in this boot
    /// @param synchronised whether the wall clock is known to be right
    public record Clock(Instant now, Instant booted, Duration suspended, boolean synchronised) {}
}
