package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.PinnedStream;
import dev.sessionwatchdog.store.root.Place;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;

/// Replaces an entry only if it is what it was taken for, also beside writers that know no leases:
/// what was replaced is looked at afterwards, and put back if it is something newer.
final class EntryExchange {

    private static final int MAX_TRIES = 16;

    private final Holding holding;
    private final Place entry;

    EntryExchange(Holding holding, Place entry) {
        this.holding = holding;
        this.entry = entry;
    }

    /// @param temp what shall be the entry; what was the entry is there afterwards
    /// @throws EntryWriter.Unchanged if the entry is something else; then that is still there
    void run(Name temp, byte[] expected) throws IOException {
        byte[] placed = content(temp);
        exchange(temp);
        byte[] found = content(temp);
        if (Arrays.equals(found, expected)) {
            return;
        }
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            exchange(temp);
            byte[] came = content(temp);
            if (Arrays.equals(came, placed)) {
                throw new EntryWriter.Unchanged(new FileAlreadyExistsException(entry.toString()));
            }
            placed = found;
            found = came;
        }
        throw new IOException(entry + ": is written faster than it can be put back");
    }

    private void exchange(Name temp) throws IOException {
        try {
            holding.store.paths().exchange(holding.inside(temp), entry);
        } catch (UnsupportedOperationException impossible) {
            throw new EntryWriter.Unchanged(
                    new IOException(entry + ": cannot be exchanged in one step", impossible));
        } catch (NoSuchFileException either) {
            // A token's name is never used again: if it stands now, the entry was what was missing.
            if (holding.store.paths().look(holding.inside(temp)).isPresent()) {
                throw new EntryWriter.Unchanged(
                        new FileAlreadyExistsException(entry.toString(), null, "it was removed"));
            }
            throw either;
        }
    }

    private byte[] content(Name temp) throws IOException {
        Place token = holding.store.places().token(holding.hash, holding.token);
        try (Directory inside = holding.store.observer().open(token);
                Pinned file = inside.pin(temp)) {
            return new PinnedStream(file, file.facts().size()).readAllBytes();
        }
    }
}
