package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.key.EntryName;
import dev.sessionwatchdog.store.key.Layout;
import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.PinnedStream;
import dev.sessionwatchdog.store.root.RefusedException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Optional;

/// The records in `.keys`: for each entry whose name was cut, what it was cut from.
///
/// A record depends on nothing but its name, so it is written without a fence and stays when its
/// entry is removed: a late deletion would take the next writer's key away.
final class KeyRecords {

    static final Name KEYS = new Name(".keys");

    private final Layout layout;
    private final int maxBytes;

    KeyRecords(Layout layout, int maxBytes) {
        this.layout = layout;
        this.maxBytes = maxBytes;
    }

    /// The key of an entry whose name was cut; empty if its record does not tell it.
    Optional<SessionKey> key(Directory store, EntryName name) throws IOException {
        try (Directory keys = store.open(KEYS)) {
            return read(keys, name).flatMap(record -> layout.read(name, record));
        } catch (NoSuchFileException | RefusedException noRecords) {
            return Optional.empty();
        }
    }

    private Optional<byte[]> read(Directory keys, EntryName name) throws IOException {
        try (Pinned file = keys.pin(new Name(name.value()))) {
            Facts facts = file.facts();
            if (facts.size() > maxBytes || facts.links() > 1) {
                return Optional.empty();
            }
            return Optional.of(new PinnedStream(file, facts.size()).readAllBytes());
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    /// Makes the record durable if this key needs one; to be done before its entry is there.
    ///
    /// One that lies there already counts only beside an entry: who wrote that had made it durable
    /// before. Otherwise its sync may have failed, and a second one would prove nothing.
    ///
    /// @param standing whether there is an entry
    void require(Directory store, SessionKey key, boolean standing) throws IOException {
        Optional<byte[]> record = layout.record(key);
        if (record.isEmpty()) {
            return;
        }
        if (record.get().length > maxBytes) {
            throw new IOException(
                    "the key has " + record.get().length + " bytes, the limit is " + maxBytes);
        }
        EntryName name = layout.name(key);
        try (Directory keys = store.openOrMake(KEYS)) {
            boolean there =
                    standing
                            && read(keys, name)
                                    .filter(it -> Arrays.equals(it, record.get()))
                                    .isPresent();
            if (!there) {
                keys.replace(new Name(name.value()), record.get());
            }
        }
    }
}
