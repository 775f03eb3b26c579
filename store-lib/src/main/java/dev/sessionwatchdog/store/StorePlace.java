package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.migration.ManifestSeal;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.RefusedException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Optional;

/// A sessions directory, and which of the stores in it holds the truth (`protocols.md` 7,
/// "Authority").
///
/// Only the sessions directory itself is held open. The store below it is opened by its name each
/// time, so that nobody reads or writes one that was moved away.
final class StorePlace {

    static final Name ENTRIES = new Name("sessions.d");
    static final Name SINGLE_FILE = new Name("sessions.json");
    static final Name MANIFEST = new Name(".manifest.json");

    /// One of 100,000 sessions with the longest keys; it is read as a stream.
    private static final long MOST_MANIFEST_BYTES = 1 << 30;

    private static final int WRITABLE_BY_OTHERS = 022;

    static final String ROLLBACK = ".rollback.";

    private final Directory sessions;
    private final int uid;
    private volatile Optional<Made> neverMigrated = Optional.empty();

    StorePlace(Directory sessions, int uid) {
        this.sessions = sessions;
        this.uid = uid;
    }

    /// One directory. Numbers of inodes are used again, also by the next migration, so the time of
    /// its making belongs to it where the file system knows that.
    private record Made(long inode, Optional<Instant> at) {
        private static Made of(Facts facts) {
            return new Made(facts.inode(), facts.btime());
        }
    }

    enum Kind {
        DIRECTORY,
        SINGLE_FILE,
        NONE
    }

    Directory sessions() {
        return sessions;
    }

    /// What holds the truth now.
    ///
    /// @throws RefusedException if what has the name of a store is a link, another user's, or
    ///   writable by others
    Kind kind(StoreSettings settings) throws IOException {
        Optional<Facts> directory = sessions.look(ENTRIES);
        Optional<Facts> file = sessions.look(SINGLE_FILE);
        if (directory.isPresent()) {
            requireOurs(ENTRIES, directory.get(), FileType.DIRECTORY);
            if (file.isEmpty() || settings.directoriesAreRead() || hasValidManifest()) {
                return Kind.DIRECTORY;
            }
        }
        if (file.isPresent()) {
            requireOurs(SINGLE_FILE, file.get(), FileType.REGULAR);
            return Kind.SINGLE_FILE;
        }
        return Kind.NONE;
    }

    private void requireOurs(Name name, Facts facts, FileType type) throws RefusedException {
        boolean odd = facts.type() != type || (type == FileType.REGULAR && facts.links() > 1);
        boolean foreign = facts.uid() != uid;
        if (odd || foreign || (facts.mode() & WRITABLE_BY_OTHERS) != 0) {
            throw new RefusedException(
                    sessions.place().child(name),
                    odd
                            ? "not a " + (type == FileType.DIRECTORY ? "directory" : "single file")
                            : foreign ? "another user's" : "writable by others");
        }
    }

    private boolean hasValidManifest() throws IOException {
        try (Directory entries = open();
                Pinned file = entries.pin(MANIFEST)) {
            return file.facts().size() <= MOST_MANIFEST_BYTES && ManifestSeal.isValid(file);
        } catch (NoSuchFileException | RefusedException none) {
            return false;
        }
    }

    /// The directory of entries, as it is now.
    Directory open() throws IOException {
        return sessions.open(ENTRIES);
    }

    /// The same, for readers.
    ///
    /// @throws NoSuchFileException if it is not there
    /// @throws StoreMovedException if it is not, and a single file is
    Directory openPresent() throws IOException {
        try {
            return open();
        } catch (NoSuchFileException vanished) {
            if (sessions.look(SINGLE_FILE).isPresent()) {
                throw new StoreMovedException(sessions.place());
            }
            throw vanished;
        }
    }

    boolean hasVanished() throws IOException {
        return sessions.look(ENTRIES).isEmpty();
    }

    /// That the directory of entries holds the truth, at this moment.
    ///
    /// @throws NoSuchFileException if it is not there
    /// @throws StoreMovedException if a single file does
    void requireDirectory(StoreSettings settings) throws IOException {
        switch (kind(settings)) {
            case DIRECTORY -> requireNotTakenBack();
            case NONE -> throw new NoSuchFileException(sessions.place().child(ENTRIES).toString());
            case SINGLE_FILE -> throw new StoreMovedException(sessions.place());
        }
    }

    /// A migration that is taken back loses its manifest first; then nobody may write here any
    /// more, although it is in force until the single file is there. One that never had a manifest
    /// cannot be taken back, so the whole directory is listed once.
    ///
    /// @throws StoreMovedException if it is being taken back
    private void requireNotTakenBack() throws IOException {
        try (Directory entries = open()) {
            Optional<Made> made = Optional.of(Made.of(entries.facts()));
            if (made.equals(neverMigrated) || entries.look(MANIFEST).isPresent()) {
                return;
            }
            boolean[] marked = {false};
            entries.list((name, _) -> {
                marked[0] |= name.value().startsWith(ROLLBACK);
                return !marked[0];
            });
            if (marked[0]) {
                throw new StoreMovedException(sessions.place());
            }
            neverMigrated = made;
        }
    }

    /// Makes the directory of entries if there is none, durably.
    void make() throws IOException {
        sessions.openOrMake(ENTRIES).close();
    }

    /// Makes the directory of entries again after it vanished.
    ///
    /// @throws StoreMovedException if the truth is elsewhere now: then it was taken back on purpose
    void makeAgain() throws IOException {
        if (sessions.look(SINGLE_FILE).isPresent()) {
            throw new StoreMovedException(sessions.place());
        }
        make();
    }
}
