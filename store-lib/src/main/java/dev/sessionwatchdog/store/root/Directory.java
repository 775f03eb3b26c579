package dev.sessionwatchdog.store.root;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One open directory. It stays the same directory when its path is renamed or replaced.
///
/// Methods for *found* things ([#pin], [#unlink], [#move]) prove what they acted on. Methods for
/// *our own* files ([#create], [#replace], [#append], [#delete]) are for names that only we write;
/// those files have mode 0600, directories 0700.
///
/// Unless it says otherwise a change is durable only after [#sync] of the directory.
public interface Directory extends Closeable {

    /// Where it was when it was opened.
    Place place();

    /// Facts of the directory itself, from the open handle.
    Facts facts() throws IOException;

    /// Shows every entry, in no order, without looking at the files themselves; `.` and `..` are
    /// left out. Entries that appear or vanish meanwhile may be shown or not.
    ///
    /// A name that is not valid UTF-8, which no catalogued name is, is counted, not shown.
    ///
    /// @return how many entries were not shown for that reason
    int list(EntryVisitor visitor) throws IOException;

    /// Facts of what the name stands for, no link followed; empty if there is nothing.
    Optional<Facts> look(Name name) throws IOException;

    /// Opens a directory in this one.
    ///
    /// @throws java.nio.file.NoSuchFileException if there is nothing of that name
    /// @throws RefusedException if it is a link, no directory, a mount point or on another device
    Directory open(Name name) throws IOException;

    /// Like [#open], making the directory (0700, made durable) if there is nothing of that name.
    /// What could not be made durable is taken back.
    Directory openOrMake(Name name) throws IOException;

    /// Opens a regular file for reading and holds on to it: never follows a link, never blocks (a
    /// FIFO is refused), does not move the access time where the system allows that.
    ///
    /// @throws java.nio.file.NoSuchFileException if there is nothing of that name
    /// @throws RefusedException if it is not a regular file or is on another device
    Pinned pin(Name name) throws IOException;

    /// Unlinks the name of a pinned file of this directory, and proves on the pinned descriptor
    /// that it was this file's last link that went. Looks at the name directly before.
    Removal unlink(Pinned pinned) throws IOException;

    /// Moves a pinned file of this directory to `as` in `target` without ever replacing anything,
    /// and proves that what arrived is the pinned file. Something else that was captured by mistake
    /// is put back at once, without replacing; if its name is taken again it stays in `target` and
    /// the answer says so. Nothing is synced: sync both directories for durability.
    Removal move(Pinned pinned, Directory target, Name as) throws IOException;

    /// Like [#move], but the name is not free before it is proven that the pinned file was taken:
    /// until then an empty file of ours stands there. Something else that was captured by mistake
    /// comes back in exchange for it, in one step. For names that others create exclusively.
    ///
    /// A crash can leave the empty file, at the name or in `target`. Where this cannot be done the
    /// name is free for a moment, as with [#move], and nothing is proven.
    Removal displace(Pinned pinned, Directory target, Name as) throws IOException;

    /// Makes a new file with this content, synced; the name itself is durable after [#sync].
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if the name is taken
    void create(Name name, byte[] content) throws IOException;

    /// Replaces our own file atomically and durably: readers see the old content or the new. A
    /// crash may leave the unfinished new content beside it; see [#dropUnfinished].
    void replace(Name name, byte[] content) throws IOException;

    /// Deletes what interrupted calls of [#replace] left beside our own file. Only for its one
    /// writer: another one's replacement would fail.
    default void dropUnfinished(Name name) throws IOException {
        List<Name> unfinished = new ArrayList<>();
        list((found, _) -> {
            if (TempName.isBeside(name, found)) {
                unfinished.add(found);
            }
            return true;
        });
        for (Name left : unfinished) {
            delete(left);
        }
    }

    /// Opens our own file for appending, making it if there is none.
    AppendFile append(Name name) throws IOException;

    /// Deletes our own file, if it is there.
    void delete(Name name) throws IOException;

    /// Deletes our own, empty directory, if it is there.
    void deleteDirectory(Name name) throws IOException;

    /// Renames our own file, never replacing anything.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if the new name is taken
    void rename(Name from, Name to) throws IOException;

    /// Renames our own file or directory into another directory of the same root, in one step and
    /// never replacing anything. It is durable after a sync of both.
    ///
    /// @throws java.nio.file.NoSuchFileException if it is not there
    /// @throws java.nio.file.FileAlreadyExistsException if the new name is taken
    void renameInto(Name from, Directory target, Name to) throws IOException;

    /// Takes the kernel's exclusive lock on our own file of this name (made if there is none),
    /// without waiting; empty if another process has it. It ends with [KernelLock#close] or with
    /// the process.
    Optional<KernelLock> lock(Name name) throws IOException;

    /// Calls by paths that are resolved anew from this directory each time, for as long as it is
    /// open.
    Paths paths();

    /// Makes every change of names in this directory durable.
    void sync() throws IOException;

    @Override
    void close() throws IOException;
}
