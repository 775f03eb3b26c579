package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/// Calls by paths that the kernel resolves anew, from one open directory, each time.
///
/// Everything else in this package goes by names in open directories, which stay the same
/// directories wherever they are moved. Here the opposite is wanted: a directory in the middle of a
/// path whose *name* is the right to act (`protocols.md` 2). When it is renamed, no call that
/// starts afterwards finds it: [java.nio.file.NoSuchFileException]. A call that had found it before
/// may still look up the last element in it.
///
/// So these paths are only for directories that nobody but us writes. Links on the way would be
/// followed; open the way step by step before, to refuse them. Nothing that appears, moves or goes
/// is synced: sync the directories on both sides. May be used by several threads at a time.
public interface Paths {

    /// Why such a path is no fence here; empty when it is one: a local file system of those in
    /// which a rename is one step for every process of this machine. Network and FUSE clients
    /// rename by handles that they remember.
    Optional<String> doubt();

    /// Makes a directory (0700).
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if the name is taken
    void makeDirectory(Place path) throws IOException;

    /// Makes a new file (0600) with this content, synced. What could not be written whole is
    /// deleted again.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if the name is taken
    void create(Place path, byte[] content) throws IOException;

    /// Makes a new, empty file (0600), not synced.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if the name is taken
    void createEmpty(Place path) throws IOException;

    /// Sets the time of the last change of our own file, in one call.
    ///
    /// @throws java.nio.file.NoSuchFileException if there is nothing at that path
    void touch(Place path, Instant mtime) throws IOException;

    /// Facts of what stands there, the last element not followed; empty if there is nothing.
    Optional<Facts> look(Place path) throws IOException;

    /// Renames a file or directory, replacing a file by a file in one step.
    ///
    /// @throws java.nio.file.NoSuchFileException if a directory on either way or the first file is
    ///   not there
    /// @throws RefusedException if a file would replace a directory; nothing was changed
    void replace(Place from, Place to) throws IOException;

    /// Renames a file or directory, never replacing anything.
    ///
    /// @throws java.nio.file.NoSuchFileException if a directory on either way or the first file is
    ///   not there
    /// @throws java.nio.file.FileAlreadyExistsException if the new name is taken
    void rename(Place from, Place to) throws IOException;

    /// Lets two files or directories change places in one step.
    ///
    /// @throws java.nio.file.NoSuchFileException if either is not there
    /// @throws UnsupportedOperationException if this cannot be done in one step here
    void exchange(Place one, Place other) throws IOException;

    /// Deletes a file, if it is there.
    void delete(Place path) throws IOException;

    /// Deletes an empty directory, if there is one; anything else that stands there stays.
    ///
    /// @throws java.nio.file.DirectoryNotEmptyException if it is not empty
    void deleteDirectory(Place path) throws IOException;
}
