package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/// A directory by the JDK's [SecureDirectoryStream].
///
/// A bind mount of the same device is not noticed here. Where the JDK has a call only by path, the
/// path is proven to lead to this directory directly before, and the effect is looked at relative
/// to the directory directly after.
final class PlainDirectory implements Directory {

    private static final Path SELF = Path.of(".");

    final PlainNames names;
    private final Path path;
    private final Place place;
    private final long device;
    private final PlainOwnFiles own;

    private PlainDirectory(Path path, Place place, PlainNames names, long device) {
        this.path = path;
        this.place = place;
        this.names = names;
        this.device = device;
        this.own = new PlainOwnFiles(this);
    }

    /// @param opened stays the caller's
    static PlainDirectory top(Path path, SecureDirectoryStream<Path> opened) throws IOException {
        long device = new PlainNames(path, opened).own().device();
        return opened(opened, SELF, path, Place.TOP, device);
    }

    /// Another handle of the same directory.
    PlainDirectory again() throws IOException {
        return child(path, place, SELF);
    }

    private PlainDirectory child(Path at, Place where, Path element) throws IOException {
        return opened(names.stream(), element, at, where, device);
    }

    private static PlainDirectory opened(
            SecureDirectoryStream<Path> parent, Path element, Path at, Place where, long device)
            throws IOException {
        SecureDirectoryStream<Path> stream =
                parent.newDirectoryStream(element, LinkOption.NOFOLLOW_LINKS);
        boolean opened = false;
        try {
            PlainDirectory child =
                    new PlainDirectory(at, where, new PlainNames(at, stream), device);
            opened = true;
            return child;
        } finally {
            if (!opened) {
                stream.close();
            }
        }
    }

    @Override
    public Place place() {
        return place;
    }

    @Override
    public Facts facts() throws IOException {
        return names.own();
    }

    @Override
    public int list(EntryVisitor visitor) throws IOException {
        int notShown = 0;
        try (DirectoryStream<Path> listed =
                names.stream().newDirectoryStream(SELF, LinkOption.NOFOLLOW_LINKS)) {
            for (Path entry : listed) {
                Optional<Name> name = name(entry.getFileName());
                if (name.isEmpty()) {
                    notShown++;
                } else if (!visitor.visit(name.get(), Optional.empty())) {
                    break;
                }
            }
        } catch (DirectoryIteratorException failure) {
            throw failure.getCause();
        }
        return notShown;
    }

    /// The JDK shows undecodable bytes as another text, which is then another path.
    private static Optional<Name> name(Path entry) {
        try {
            String text = entry.toString();
            return Path.of(text).equals(entry) ? Name.parse(text) : Optional.empty();
        } catch (InvalidPathException undecodable) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Facts> look(Name name) throws IOException {
        return names.look(name);
    }

    private Facts present(Name name) throws IOException {
        return look(name).orElseThrow(() -> new NoSuchFileException(text(name)));
    }

    @Override
    public Directory open(Name name) throws IOException {
        refuseUnless(FileType.DIRECTORY, present(name), name, "not a directory");
        Object expected = names.key(name).orElseThrow(() -> new NoSuchFileException(text(name)));
        PlainDirectory child;
        try {
            child = child(names.path(name), place.child(name), PlainNames.element(name));
        } catch (NotDirectoryException replaced) {
            throw refused(name, "not a directory");
        }
        if (!child.names.key().equals(expected)) {
            child.close();
            throw refused(name, "not a directory");
        }
        return child;
    }

    /// The JDK makes directories only by path.
    @Override
    public Directory openOrMake(Name name) throws IOException {
        if (names.key(name).isEmpty()) {
            names.requireAtPath();
            try {
                Files.createDirectory(
                        names.path(name),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
                syncMade(name);
            } catch (FileAlreadyExistsException sameMoment) {
                return open(name);
            }
        }
        return open(name);
    }

    /// What may not be durable is taken back: the next one who asks would take it for durable.
    private void syncMade(Name name) throws IOException {
        boolean durable = false;
        try {
            sync();
            durable = true;
        } finally {
            if (!durable) {
                deleteDirectory(name);
            }
        }
    }

    /// A FIFO that replaces a file between the look and the opening would block; there is no
    /// `O_NONBLOCK` in the JDK.
    @Override
    public Pinned pin(Name name) throws IOException {
        Facts facts = requireRegular(name);
        Object key = names.key(name).orElseThrow(() -> new NoSuchFileException(text(name)));
        FileChannel channel = channel(name, Set.of(StandardOpenOption.READ));
        Optional<Facts> after = look(name);
        if (after.filter(facts::sameFile).isEmpty()) {
            channel.close();
            throw new NoSuchFileException(text(name), null, "it was replaced meanwhile");
        }
        return new PlainPinned(this, name, channel, facts, key);
    }

    /// Opens what the name stands for, never through a link.
    FileChannel channel(Name name, Set<StandardOpenOption> how) throws IOException {
        return own.channel(PlainNames.element(name), how);
    }

    Facts requireRegular(Name name) throws IOException {
        Facts facts = present(name);
        refuseUnless(FileType.REGULAR, facts, name, "not a regular file");
        return facts;
    }

    private void refuseUnless(FileType type, Facts facts, Name name, String otherwise)
            throws RefusedException {
        if (facts.type() == FileType.SYMLINK) {
            throw refused(name, "symlink");
        }
        if (facts.type() != type) {
            throw refused(name, otherwise);
        }
        if (facts.device() != device) {
            throw refused(name, "other device");
        }
    }

    @Override
    public Removal unlink(Pinned pinned) throws IOException {
        return new PlainRemoval(this, own(pinned)).unlink();
    }

    @Override
    public Removal displace(Pinned pinned, Directory target, Name as) throws IOException {
        return move(pinned, target, as);
    }

    @Override
    public Removal move(Pinned pinned, Directory target, Name as) throws IOException {
        if (!(target instanceof PlainDirectory directory)) {
            throw new IllegalArgumentException("another kind of root: " + target.place());
        }
        return new PlainRemoval(this, own(pinned)).move(directory, as);
    }

    private static PlainPinned own(Pinned pinned) {
        if (!(pinned instanceof PlainPinned plain)) {
            throw new IllegalArgumentException("pinned in another kind of root: " + pinned.name());
        }
        return plain;
    }

    @Override
    public void create(Name name, byte[] content) throws IOException {
        own.create(name, content);
    }

    @Override
    public void replace(Name name, byte[] content) throws IOException {
        own.replace(name, content);
    }

    @Override
    public AppendFile append(Name name) throws IOException {
        return new PlainAppendFile(own.open(name), place.child(name));
    }

    @Override
    public void delete(Name name) throws IOException {
        try {
            names.stream().deleteFile(PlainNames.element(name));
        } catch (NoSuchFileException gone) {
            return;
        }
    }

    @Override
    public void deleteDirectory(Name name) throws IOException {
        try {
            names.stream().deleteDirectory(PlainNames.element(name));
        } catch (NoSuchFileException gone) {
            return;
        }
    }

    /// Both are names that only we write, so looking first is enough to replace nothing. A link in
    /// between would not race, but a crash would leave the file under two names. Stores, which
    /// gateways write, are neither migrated nor taken back by this (`doc/adr/0007`).
    @Override
    public void rename(Name from, Name to) throws IOException {
        renameInto(from, this, to);
    }

    @Override
    public void renameInto(Name from, Directory target, Name to) throws IOException {
        if (!(target instanceof PlainDirectory directory)) {
            throw new IllegalArgumentException("another kind of root: " + target.place());
        }
        if (directory.names.key(to).isPresent()) {
            throw new FileAlreadyExistsException(directory.text(to));
        }
        names.stream()
                .move(PlainNames.element(from), directory.names.stream(), PlainNames.element(to));
    }

    @Override
    public Optional<KernelLock> lock(Name name) throws IOException {
        return PlainLock.take(this, own, name);
    }

    @Override
    public Paths paths() {
        return new PlainPaths(names, own);
    }

    @Override
    public void sync() throws IOException {
        try (FileChannel self = own.channel(SELF, Set.of(StandardOpenOption.READ))) {
            self.force(true);
        }
    }

    String text(Name name) {
        return place.child(name).toString();
    }

    RefusedException refused(Name name, String kind) {
        return new RefusedException(place.child(name), kind);
    }

    @Override
    public void close() throws IOException {
        names.close();
    }
}
