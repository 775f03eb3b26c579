package dev.sessionwatchdog.observation;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.Identity;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/// What a lock guards, as far as its changes show work: a transcript, or the index.
///
/// @param end a hash of its last bytes; a change of times alone, as scanners make them, is no work
record Subject(Identity identity, int end) {

    private static final int LAST_BYTES = 1_024;

    /// Looks at it; its last bytes are read only when something about it is not as before.
    static Optional<Subject> look(Directory store, Name name, Optional<Subject> before)
            throws IOException {
        Optional<Facts> facts = store.look(name);
        if (facts.isEmpty() || facts.get().type() != FileType.REGULAR) {
            return Optional.empty();
        }
        Identity identity = facts.get().identity();
        if (before.isPresent() && before.get().identity.equals(identity)) {
            return before;
        }
        return Optional.of(new Subject(identity, end(store, name, facts.get().size())));
    }

    private static int end(Directory store, Name name, long size) {
        try (Pinned file = store.pin(name)) {
            ByteBuffer buffer = ByteBuffer.allocate(LAST_BYTES);
            int count = file.read(buffer, Math.max(0, size - LAST_BYTES));
            return count <= 0 ? 0 : Arrays.hashCode(Arrays.copyOf(buffer.array(), count));
        } catch (IOException unreadable) {
            return 0;
        }
    }

    /// Whether it was worked on between `before` and now.
    boolean movedSince(Subject before) {
        return identity.inode() != before.identity.inode()
                || identity.device() != before.identity.device()
                || identity.size() != before.identity.size()
                || !identity.mtime().equals(before.identity.mtime())
                || end != before.end;
    }
}
