package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/// Reads files that only their owner may see, as tokens and keys are. [Directory#create] and
/// [Directory#replace] write them.
public final class PrivateFile {

    private static final int OF_OTHERS = 077;
    private static final int WRITABLE_BY_OTHERS = 022;

    private PrivateFile() {}

    /// The content; empty if there is no such file. What is judged is the open file itself, so
    /// nobody can exchange it in between.
    ///
    /// @param uid whose file it has to be
    /// @throws RefusedException if it is no regular file, is linked twice, belongs to somebody
    ///   else, gives others any right, lies in a directory that others may write, or is larger than
    ///   `maxBytes`
    public static Optional<byte[]> read(Directory directory, Name name, int uid, int maxBytes)
            throws IOException {
        Facts around = directory.facts();
        require(
                around.uid() == uid && (around.mode() & WRITABLE_BY_OTHERS) == 0,
                directory.place(),
                "in a directory that others may write");
        try (Pinned file = directory.pin(name)) {
            Facts facts = file.facts();
            Place place = directory.place().child(name);
            require(facts.links() == 1, place, "hard link");
            require(facts.uid() == uid, place, "another user's");
            require((facts.mode() & OF_OTHERS) == 0, place, "others have rights to it");
            require(facts.size() <= maxBytes, place, "larger than " + maxBytes + " bytes");
            return Optional.of(new PinnedStream(file, facts.size()).readAllBytes());
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    private static void require(boolean right, Place place, String otherwise)
            throws RefusedException {
        if (!right) {
            throw new RefusedException(place, otherwise);
        }
    }
}
