package dev.sessionwatchdog.store.migration;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.PinnedStream;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.root.StrictJson;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/// What stands at an entry's name, byte for byte.
sealed interface EntryBytes {

    /// A regular file of ours with one link and one whole JSON value in it.
    final class Found implements EntryBytes {
        private final byte[] bytes;

        private Found(byte[] bytes) {
            this.bytes = bytes;
        }

        /// Not a copy, and nobody writes into it.
        byte[] bytes() {
            return bytes;
        }
    }

    /// Nothing, or an empty directory, which stands for an entry that was removed.
    record Absent() implements EntryBytes {}

    /// Something else.
    record Odd(String what) implements EntryBytes {}

    /// An entry is replaced, never written in place; one that changes while it is read is odd.
    static EntryBytes read(Directory directory, Name name, int uid, int maxBytes)
            throws IOException {
        try (Pinned file = directory.pin(name)) {
            Facts before = file.facts();
            Optional<String> fault = Source.fault(before, uid);
            if (fault.isPresent()) {
                return new Odd(fault.get());
            }
            if (before.size() > maxBytes) {
                return new Odd(before.size() + " bytes, the limit is " + maxBytes);
            }
            byte[] bytes = new PinnedStream(file, before.size()).readAllBytes();
            Facts after = file.facts();
            if (before.size() != after.size() || !before.mtime().equals(after.mtime())) {
                return new Odd("it changed while it was read");
            }
            return StrictJson.fault(bytes, StrictJson.Members.AS_WRITTEN)
                    .<EntryBytes>map(Odd::new)
                    .orElseGet(() -> new Found(bytes));
        } catch (NoSuchFileException none) {
            return new Absent();
        } catch (RefusedException refused) {
            return isEmptyDirectory(directory, name) ? new Absent() : new Odd(refused.kind());
        }
    }

    private static boolean isEmptyDirectory(Directory directory, Name name) throws IOException {
        boolean[] empty = {true};
        try (Directory removed = directory.open(name)) {
            int undecodable = removed.list((_, _) -> empty[0] = false);
            return empty[0] && undecodable == 0;
        } catch (NoSuchFileException | RefusedException other) {
            return false;
        }
    }
}
