package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.util.Optional;

/// A directory by its descriptor; every call is relative to that.
final class LinuxDirectory implements Directory {

    private static final int READ =
            LinuxFlags.O_RDONLY
                    | LinuxFlags.O_NOFOLLOW
                    | LinuxFlags.O_NONBLOCK
                    | LinuxFlags.O_CLOEXEC;

    final LinuxRoot.Tree tree;
    final LinuxFd fd;
    private final LinuxOwnFiles own;

    LinuxDirectory(LinuxRoot.Tree tree, LinuxFd fd) {
        this.tree = tree;
        this.fd = fd;
        this.own = new LinuxOwnFiles(this);
    }

    /// Takes a descriptor if it is a directory of this tree, or closes it.
    static LinuxDirectory of(LinuxRoot.Tree tree, LinuxFd opened) throws IOException {
        proven(tree, opened, FileType.DIRECTORY, "not a directory");
        return new LinuxDirectory(tree, opened);
    }

    /// Looks at what was really opened, and closes it if that is not what was wanted.
    static Facts proven(LinuxRoot.Tree tree, LinuxFd opened, FileType type, String otherwise)
            throws IOException {
        boolean right = false;
        try {
            Facts facts = opened.facts();
            refuseUnless(type, tree, facts, opened.place, otherwise);
            right = true;
            return facts;
        } finally {
            if (!right) {
                opened.close();
            }
        }
    }

    @Override
    public Place place() {
        return fd.place;
    }

    @Override
    public Facts facts() throws IOException {
        return fd.facts();
    }

    @Override
    public int list(EntryVisitor visitor) throws IOException {
        int number = Errno.check(openAt(".", READ | LinuxFlags.O_DIRECTORY), place(), "openat");
        LinuxFd listed = new LinuxFd(tree.calls(), number, place());
        try {
            return new LinuxListing(listed).show(visitor);
        } finally {
            listed.close();
        }
    }

    @Override
    public Optional<Facts> look(Name name) throws IOException {
        return tree.calls().statx(fd.number(), name).orNothing(place().child(name));
    }

    @Override
    public Directory open(Name name) throws IOException {
        int number = openAt(name.value(), READ | LinuxFlags.O_DIRECTORY);
        if (number < 0) {
            throw notOpened(number, name, "not a directory");
        }
        return of(tree, new LinuxFd(tree.calls(), number, place().child(name)));
    }

    @Override
    public Directory openOrMake(Name name) throws IOException {
        int made = tree.calls().mkdirat(fd.number(), name, 0700);
        if (made == 0) {
            syncMade(name);
        } else if (made != -Errno.EEXIST) {
            throw Errno.of(made, place().child(name), "mkdirat");
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
                tree.calls().unlinkat(fd.number(), name, LinuxFlags.AT_REMOVEDIR);
            }
        }
    }

    /// A file that somebody else has leased at this moment is EAGAIN, because it is opened without
    /// waiting (open(2), `O_NONBLOCK`); it can be pinned when that lease is over.
    @Override
    public Pinned pin(Name name) throws IOException {
        refuseUnlessRegular(name);
        int number = openAt(name.value(), READ);
        if (number < 0) {
            throw notOpened(number, name, "not a regular file");
        }
        LinuxFd file = new LinuxFd(tree.calls(), number, place().child(name));
        return new LinuxPinned(
                tree, file, proven(tree, file, FileType.REGULAR, "not a regular file"));
    }

    /// Opening a device can have effects of its own, so it is looked at first; a FIFO that comes
    /// between does not block because of `O_NONBLOCK`.
    void refuseUnlessRegular(Name name) throws IOException {
        Optional<Facts> there = look(name);
        if (there.isPresent()) {
            refuseUnless(
                    FileType.REGULAR, tree, there.get(), place().child(name), "not a regular file");
        }
    }

    @Override
    public Removal unlink(Pinned pinned) throws IOException {
        return new LinuxRemoval(this, pinnedHere(pinned)).unlink();
    }

    @Override
    public Removal move(Pinned pinned, Directory target, Name as) throws IOException {
        if (!(target instanceof LinuxDirectory directory)) {
            throw new IllegalArgumentException("another kind of root: " + target.place());
        }
        return new LinuxRemoval(this, pinnedHere(pinned)).move(directory, as);
    }

    @Override
    public Removal displace(Pinned pinned, Directory target, Name as) throws IOException {
        if (!(target instanceof LinuxDirectory directory)) {
            throw new IllegalArgumentException("another kind of root: " + target.place());
        }
        return new LinuxDisplacement(this, pinnedHere(pinned), directory, as).displace();
    }

    private LinuxPinned pinnedHere(Pinned pinned) {
        if (!(pinned instanceof LinuxPinned here)) {
            throw new IllegalArgumentException("pinned in another kind of root: " + pinned.name());
        }
        return here;
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
        return new LinuxAppendFile(own.open(name, LinuxFlags.O_APPEND));
    }

    @Override
    public void delete(Name name) throws IOException {
        own.delete(name, 0);
    }

    @Override
    public void deleteDirectory(Name name) throws IOException {
        own.delete(name, LinuxFlags.AT_REMOVEDIR);
    }

    @Override
    public void rename(Name from, Name to) throws IOException {
        own.rename(from, this, to);
    }

    @Override
    public void renameInto(Name from, Directory target, Name to) throws IOException {
        if (!(target instanceof LinuxDirectory directory)) {
            throw new IllegalArgumentException("another kind of root: " + target.place());
        }
        own.rename(from, directory, to);
    }

    @Override
    public Optional<KernelLock> lock(Name name) throws IOException {
        return own.lock(name);
    }

    @Override
    public Paths paths() {
        return new LinuxPaths(tree.calls(), fd);
    }

    @Override
    public void sync() throws IOException {
        fd.sync();
    }

    @Override
    public void close() {
        fd.close();
    }

    /// Does not move the access time if that is allowed: only the owner may ask for it (open(2),
    /// `O_NOATIME`).
    private int openAt(String name, int flags) {
        int number = tree.calls().openat(fd.number(), name, flags | LinuxFlags.O_NOATIME, 0);
        return number == -Errno.EPERM ? tree.calls().openat(fd.number(), name, flags, 0) : number;
    }

    /// The kernel says ELOOP or ENOTDIR for a link, depending on its version and the flags, and
    /// ENXIO for a socket.
    IOException notOpened(int failed, Name name, String otherwise) throws IOException {
        return switch (-failed) {
            case Errno.ELOOP -> refused(name, "symlink");
            case Errno.ENOTDIR, Errno.ENXIO, Errno.EISDIR -> {
                boolean link = look(name).filter(it -> it.type() == FileType.SYMLINK).isPresent();
                yield refused(name, link ? "symlink" : otherwise);
            }
            default -> Errno.of(failed, place().child(name), "openat");
        };
    }

    private RefusedException refused(Name name, String kind) {
        return new RefusedException(place().child(name), kind);
    }

    private static void refuseUnless(
            FileType type, LinuxRoot.Tree tree, Facts facts, Place where, String otherwise)
            throws RefusedException {
        if (facts.type() == FileType.SYMLINK) {
            throw new RefusedException(where, "symlink");
        }
        if (facts.type() != type) {
            throw new RefusedException(where, otherwise);
        }
        if (facts.device() != tree.device()) {
            throw new RefusedException(where, "other device");
        }
        if (facts.mountPoint()) {
            throw new RefusedException(where, "mount point");
        }
    }
}
