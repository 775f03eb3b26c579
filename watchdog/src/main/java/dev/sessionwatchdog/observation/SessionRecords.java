package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Identity;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What a store itself says of one session, read only as far as a lock asks for it. Reads are
/// bounded or streamed, and nothing of their content is kept but which sessions are running.
///
/// Many questions about one store cost one pass over its index for as long as the index stays the
/// same. A directory of entries does not show when one of them changed in place; it is read once
/// for each look that [#beginLook] begins, and for every question if none was begun.
public final class SessionRecords {

    private static final Name INDEX = new Name("sessions.json");
    private static final Name ENTRIES = new Name("sessions.d");

    /// So many stores are remembered.
    private static final int REMEMBERED = 128;

    private final Root root;
    private final long maxIndexBytes;
    private final Map<Place, Known> known =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Place, Known> eldest) {
                    return size() > REMEMBERED;
                }
            };
    private long look;

    /// @param maxIndexBytes an index larger than this is not read, nor are entries of more than
    ///   this in all
    public SessionRecords(Root root, long maxIndexBytes) {
        this.root = root;
        this.maxIndexBytes = maxIndexBytes;
    }

    /// Whether the index says that this session is running.
    public enum Running {
        YES,
        /// Another status, none, or no such session in a whole index.
        NO,
        CANNOT_TELL
    }

    /// What was read without proof that it is still so is forgotten.
    public void beginLook() {
        look++;
    }

    /// What the index says of the session of this transcript; reads again only when the index has
    /// changed.
    public Running running(Place store, Era era, Name transcript) {
        Optional<TranscriptName> name = TranscriptName.parse(transcript);
        if (name.isEmpty()) {
            return Running.CANNOT_TELL;
        }
        return switch (era) {
            case SINGLE_FILE -> ofIndex(store).says(name.get());
            case DIRECTORY -> ofEntries(store).says(name.get());
            case SQLITE, UPGRADING, MIXED, UNKNOWN -> Running.CANNOT_TELL;
        };
    }

    /// When the trajectory beside this transcript says that its session ended, if that is the last
    /// thing it says; empty otherwise, and when it cannot be read.
    public Optional<Instant> ended(Place store, Name transcript) {
        Optional<Name> trajectory =
                TranscriptName.parse(transcript).flatMap(TranscriptName::trajectory);
        if (trajectory.isEmpty()) {
            return Optional.empty();
        }
        try (Directory directory = root.open(store)) {
            return Trajectory.ended(directory, trajectory.get());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private RunningSessions ofIndex(Place store) {
        try (Directory directory = root.open(store)) {
            Optional<Facts> seen = directory.look(INDEX);
            if (seen.isEmpty() || !SessionRecordsReader.fit(seen.get(), maxIndexBytes)) {
                return RunningSessions.unknown();
            }
            Known before = known.get(store);
            if (before != null && before.holds(seen.get(), look)) {
                return before.sessions;
            }
            Known now = readIndex(directory);
            known.put(store, now);
            return now.sessions;
        } catch (IOException _) {
            return RunningSessions.unknown();
        }
    }

    private Known readIndex(Directory directory) throws IOException {
        try (Pinned file = directory.pin(INDEX)) {
            Facts before = file.facts();
            if (!SessionRecordsReader.fit(before, maxIndexBytes)) {
                return new Known(Optional.empty(), look, RunningSessions.unknown());
            }
            RunningSessions found = SessionRecordsReader.index(file, before.size());
            Facts after = file.facts();
            Optional<Facts> named = directory.look(INDEX);
            boolean unchanged =
                    before.identity().equals(after.identity())
                            && named.isPresent()
                            && named.get().identity().equals(after.identity());
            return unchanged
                    ? new Known(Optional.of(after.identity()), look, found)
                    : new Known(Optional.empty(), look, RunningSessions.unknown());
        }
    }

    private RunningSessions ofEntries(Place store) {
        Known before = known.get(store.child(ENTRIES));
        if (before != null && before.ofThis(look)) {
            return before.sessions;
        }
        RunningSessions found;
        try (Directory directory = root.open(store.child(ENTRIES))) {
            found = SessionRecordsReader.entries(directory, maxIndexBytes);
        } catch (IOException _) {
            found = RunningSessions.unknown();
        }
        known.put(store.child(ENTRIES), new Known(Optional.empty(), look, found));
        return found;
    }

    /// @param identity the index that says so; empty if it holds for one look only
    private record Known(Optional<Identity> identity, long look, RunningSessions sessions) {

        boolean holds(Facts index, long now) {
            return identity.isPresent() ? identity.get().equals(index.identity()) : ofThis(now);
        }

        boolean ofThis(long now) {
            return now > 0 && look == now;
        }
    }
}
