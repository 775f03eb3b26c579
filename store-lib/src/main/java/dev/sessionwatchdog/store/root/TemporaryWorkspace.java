package dev.sessionwatchdog.store.root;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// A private directory for work that is thrown away or put into place as a whole: `.work.<16 hex
/// digits>`, mode 0700.
///
/// A crash leaves it behind; [#dropAbandoned] deletes such ones. Deleting never follows a link and
/// ends at a depth that no work of ours has.
public final class TemporaryWorkspace implements Closeable {

    private static final String START = ".work.";
    private static final int MOST_DEPTH = 64;

    private final Directory parent;
    private final Name name;
    private final Directory directory;
    private boolean kept;

    private TemporaryWorkspace(Directory parent, Name name, Directory directory) {
        this.parent = parent;
        this.name = name;
        this.directory = directory;
    }

    /// Makes one in this directory, which has to stay open as long.
    public static TemporaryWorkspace in(Directory parent) throws IOException {
        String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        Name name = new Name(START + random);
        return new TemporaryWorkspace(parent, name, parent.openOrMake(name));
    }

    /// Where to work; closed with the workspace.
    public Directory directory() {
        return directory;
    }

    /// Puts the whole of it into place under another name, durably, never replacing anything. What
    /// is in it has to be durable before.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if the name is taken
    public void keepAs(Name as) throws IOException {
        directory.sync();
        parent.rename(name, as);
        kept = true;
        parent.sync();
    }

    /// Deletes it with all that is in it, unless it was kept.
    @Override
    public void close() throws IOException {
        try (directory) {
            if (!kept) {
                deleteAll(directory, 1);
            }
        }
        if (!kept) {
            parent.deleteDirectory(name);
        }
    }

    /// Deletes the workspaces that crashed work left in this directory. Only for its one user:
    /// anybody's work that is under way goes too.
    public static void dropAbandoned(Directory parent) throws IOException {
        for (Name left : names(parent)) {
            if (left.value().startsWith(START)) {
                try (Directory abandoned = parent.open(left)) {
                    deleteAll(abandoned, 1);
                }
                parent.deleteDirectory(left);
            }
        }
    }

    private static void deleteAll(Directory from, int depth) throws IOException {
        if (depth > MOST_DEPTH) {
            throw new IOException(from.place() + ": deeper than " + MOST_DEPTH + " directories");
        }
        for (Name each : names(from)) {
            Optional<Facts> facts = from.look(each);
            if (facts.isPresent() && facts.get().type() == FileType.DIRECTORY) {
                try (Directory below = from.open(each)) {
                    deleteAll(below, depth + 1);
                }
                from.deleteDirectory(each);
            } else {
                from.delete(each);
            }
        }
    }

    private static List<Name> names(Directory directory) throws IOException {
        List<Name> names = new ArrayList<>();
        directory.list((name, _) -> names.add(name));
        return names;
    }
}
