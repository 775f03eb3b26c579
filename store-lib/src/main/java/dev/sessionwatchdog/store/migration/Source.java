package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.legacy.LegacyReader;
import dev.sessionwatchdog.store.legacy.LegacyReading;
import dev.sessionwatchdog.store.legacy.LegacyVisitor;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.RefusedException;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/// A single file that is held open, with the hash that it had when it was opened. Whatever becomes
/// of its name, what is read is this file.
record Source(Pinned file, Facts facts, String sha256) implements Closeable {

    private static final int WRITABLE_BY_OTHERS = 022;

    /// @throws RefusedException if it is a link, has a second one, is another user's or may be
    ///   written by others (`facts/scenarios.md` S63)
    static Source pin(Directory directory, Name name, int uid) throws IOException {
        Pinned file = directory.pin(name);
        boolean kept = false;
        try {
            Facts facts = file.facts();
            Optional<String> fault = fault(facts, uid);
            if (fault.isPresent()) {
                throw new RefusedException(directory.place().child(name), fault.get());
            }
            Source source = new Source(file, facts, Sha256.of(file));
            kept = true;
            return source;
        } finally {
            if (!kept) {
                file.close();
            }
        }
    }

    /// Why a file or directory of these facts is none that we work with.
    static Optional<String> fault(Facts facts, int uid) {
        if (facts.uid() != uid) {
            return Optional.of("another user's");
        }
        if ((facts.mode() & WRITABLE_BY_OTHERS) != 0) {
            return Optional.of("writable by others");
        }
        boolean linked = facts.type() == FileType.REGULAR && facts.links() > 1;
        return linked ? Optional.of("hard link") : Optional.empty();
    }

    /// Shows every session, in the order of the file.
    ///
    /// @throws UnfitException if it is no store that can be migrated
    int read(MigrationSettings settings, LegacyVisitor visitor) throws IOException {
        LegacyReader reader = new LegacyReader(settings.maxFileBytes(), settings.maxSessions());
        return switch (reader.read(file, visitor)) {
            case LegacyReading.Whole(int sessions, Facts _) -> sessions;
            case LegacyReading.Stopped _ -> throw new IllegalStateException("nobody stopped it");
            case LegacyReading.Refused(String why) -> throw new UnfitException(why);
        };
    }

    /// Whether the name still stands for this file, and it still has this content. Reads all of it.
    boolean stillStands(Directory directory) throws IOException {
        return isUntouched(directory) && Sha256.of(file).equals(sha256) && isUntouched(directory);
    }

    /// Whether the name stands for this file, with the size and times that it had: in one call.
    boolean isUntouched(Directory directory) throws IOException {
        return directory
                .look(file.name())
                .filter(it -> it.identity().equals(facts.identity()))
                .isPresent();
    }

    MigrationEvent.Source told() {
        return new MigrationEvent.Source(facts.device(), facts.inode(), facts.size(), sha256);
    }

    /// A handle that cannot be closed says nothing about what was done by it.
    @Override
    public void close() {
        Forward.tidy(file::close);
    }

    /// It is never migrated as it is.
    static final class UnfitException extends IOException {
        private static final long serialVersionUID = 1L;

        UnfitException(String why) {
            super(why);
        }
    }
}
