package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.Oddity.Kind;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.PinnedStream;
import dev.sessionwatchdog.store.root.RefusedException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/// Reads the files of entries. Each is opened, proven to be an own file with one link, and read
/// through that descriptor; nothing else is touched.
final class EntryFiles {

    /// Entries are replaced, never written in place; one that changes twice is written by somebody
    /// else.
    private static final int TRIES = 3;

    private final int uid;
    private final int maxBytes;

    /// @param uid whose files they have to be
    EntryFiles(int uid, int maxBytes) {
        this.uid = uid;
        this.maxBytes = maxBytes;
    }

    EntryLook look(Directory directory, Name name) throws IOException {
        for (int tries = 0; tries < TRIES; tries++) {
            try (Pinned file = directory.pin(name)) {
                Optional<EntryLook> look = read(file);
                if (look.isPresent()) {
                    return look.get();
                }
            } catch (NoSuchFileException _) {
                return new EntryLook.Absent();
            } catch (RefusedException refused) {
                return refused.kind().equals("symlink")
                        ? odd(Kind.LINKED, refused.kind())
                        : notAFile(directory, name, refused.kind());
            }
        }
        return odd(Kind.CHANGING, "it changed while it was read");
    }

    /// An empty directory stands for an entry that was removed (`doc/format.md`, "Leases").
    private static EntryLook notAFile(Directory directory, Name name, String kind)
            throws IOException {
        boolean[] empty = {true};
        try (Directory removed = directory.open(name)) {
            int undecodable = removed.list((_, _) -> empty[0] = false);
            empty[0] &= undecodable == 0;
        } catch (NoSuchFileException meanwhile) {
            return new EntryLook.Absent();
        } catch (RefusedException noDirectory) {
            return odd(Kind.NOT_A_FILE, kind);
        }
        return empty[0] ? new EntryLook.Absent() : odd(Kind.NOT_A_FILE, "a directory");
    }

    /// Empty if it changed meanwhile.
    private Optional<EntryLook> read(Pinned file) throws IOException {
        Facts before = file.facts();
        if (before.links() > 1) {
            return Optional.of(odd(Kind.LINKED, "hard link"));
        }
        if (before.uid() != uid) {
            return Optional.of(odd(Kind.FOREIGN_OWNER, "it belongs to user " + before.uid()));
        }
        if (before.size() > maxBytes) {
            return Optional.of(
                    odd(Kind.OVERSIZED, before.size() + " bytes, the limit is " + maxBytes));
        }
        byte[] bytes = new PinnedStream(file, before.size()).readAllBytes();
        Facts after = file.facts();
        // Being replaced meanwhile changes links and change time, but not what was read.
        if (before.size() != after.size() || !before.mtime().equals(after.mtime())) {
            return Optional.empty();
        }
        return Optional.of(
                Entry.fault(bytes)
                        .<EntryLook>map(fault -> odd(Kind.TORN, fault))
                        .orElseGet(() -> new EntryLook.Found(Entry.found(bytes))));
    }

    private static EntryLook odd(Kind kind, String detail) {
        return new EntryLook.Odd(new Oddity(kind, detail));
    }
}
