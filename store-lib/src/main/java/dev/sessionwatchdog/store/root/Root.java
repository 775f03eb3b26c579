package dev.sessionwatchdog.store.root;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/// One opened directory tree, and the only way to the files in it.
///
/// The path of the root is made canonical once, when it is opened; below it no link is ever
/// followed, no mount point is crossed and nothing is addressed by a path: every step goes from an
/// open directory to a [Name] in it. A root is used by one thread at a time. Directories and files
/// opened from it are closed by whoever opened them.
public interface Root extends Closeable {

    /// The canonical path, for messages and events; never for opening anything.
    String path();

    /// What can be proven here.
    Assurance assurance();

    /// The user that this process acts as; files of anybody else are foreign.
    int uid();

    /// How much room the file system has on which the root is.
    Space space() throws IOException;

    /// The file system by which other machines may change what lies here; empty when it is not
    /// known to be such a one.
    Optional<String> sharedBy();

    /// Whether the path that this was opened by leads to another directory now; false when it leads
    /// nowhere.
    boolean isReplaced() throws IOException;

    /// Opens the directory at `place`, step by step.
    ///
    /// @throws java.nio.file.NoSuchFileException if an element does not exist
    /// @throws RefusedException if an element is a link, no directory, a mount point or on another
    ///   device
    Directory open(Place place) throws IOException;

    /// Nothing remembered yet.
    default DirectoryTimes times() {
        return new WalkedTimes(this);
    }

    @Override
    void close() throws IOException;
}
