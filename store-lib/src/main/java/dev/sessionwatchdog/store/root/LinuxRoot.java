package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;

/// A root by Linux system calls.
final class LinuxRoot implements Root {

    /// What all that is opened from one root shares.
    ///
    /// @param leaseDoubt why a claim is unknown here; empty when it is not
    record Tree(LinuxCalls calls, long device, Optional<String> leaseDoubt) {}

    private static final int DIRECTORY =
            LinuxFlags.O_RDONLY
                    | LinuxFlags.O_DIRECTORY
                    | LinuxFlags.O_NOFOLLOW
                    | LinuxFlags.O_CLOEXEC;

    private final String path;
    private final String asked;
    private final LinuxFd top;
    private final Tree tree;
    private final int uid;

    /// Whether the kernel resolves whole paths as strictly as we do.
    private boolean resolves = true;

    private LinuxRoot(String path, String asked, LinuxFd top, Tree tree) {
        this.path = path;
        this.asked = asked;
        this.top = top;
        this.tree = tree;
        this.uid = tree.calls.effectiveUser();
    }

    /// @param path canonical
    /// @param calls by which everything below this root is done
    /// @throws UnsupportedOperationException if this kernel lacks a call without which nothing can
    ///   be proven
    static LinuxRoot open(String path, LinuxCalls calls) throws IOException {
        return open(path, path, calls);
    }

    /// @param asked the path that was to be opened, which may lead over links
    static LinuxRoot open(String path, String asked, LinuxCalls calls) throws IOException {
        int number = calls.open(path, DIRECTORY);
        if (number < 0) {
            throw new FileSystemException(path, null, "openat: " + Errno.text(number));
        }
        LinuxFd top = new LinuxFd(calls, number, Place.TOP);
        boolean opened = false;
        try {
            requireRenameWithoutReplace(calls, number);
            long device = top.facts().device();
            Tree tree = new Tree(calls, device, LeaseSupport.doubt(calls, number));
            LinuxRoot root = new LinuxRoot(path, asked, top, tree);
            opened = true;
            return root;
        } finally {
            if (!opened) {
                top.close();
            }
        }
    }

    /// An empty name is ENOENT from a kernel that has the call (rename(2)).
    private static void requireRenameWithoutReplace(LinuxCalls calls, int fd) {
        int answer = calls.renameat2(fd, "", fd, "", LinuxFlags.RENAME_NOREPLACE);
        if (answer != -Errno.ENOENT) {
            throw new UnsupportedOperationException("renameat2: " + Errno.text(answer));
        }
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public Assurance assurance() {
        return tree.leaseDoubt
                .<Assurance>map(Assurance.Degraded::new)
                .orElseGet(Assurance.Proven::new);
    }

    @Override
    public int uid() {
        return uid;
    }

    @Override
    public Space space() throws IOException {
        return tree.calls
                .space(top.number())
                .orElseThrow(() -> new FileSystemException(path, null, "fstatfs"));
    }

    @Override
    public Optional<String> sharedBy() {
        return SharedFileSystem.ofType(tree.calls.fileSystemType(top.number()));
    }

    /// Follows links as [LocalRoot#open] did.
    @Override
    public boolean isReplaced() throws IOException {
        int flags = LinuxFlags.O_RDONLY | LinuxFlags.O_DIRECTORY | LinuxFlags.O_CLOEXEC;
        int number = tree.calls.open(asked, flags);
        if (number < 0) {
            return false;
        }
        LinuxFd now = new LinuxFd(tree.calls, number, Place.TOP);
        try {
            return !now.facts().sameFile(top.facts());
        } finally {
            now.close();
        }
    }

    @Override
    public Directory open(Place place) throws IOException {
        Optional<Directory> there = place.isTop() ? Optional.empty() : atOnce(place);
        return there.isPresent() ? there.get() : stepByStep(place);
    }

    /// One call instead of three a name.
    ///
    /// @return empty where that cannot be done, or when something is in the way: the steps tell
    ///   what
    private Optional<Directory> atOnce(Place place) throws IOException {
        int flags = DIRECTORY | LinuxFlags.O_NONBLOCK;
        String path = place.toString();
        if (!resolves || path.length() > LinuxCalls.PATH_CHARACTERS) {
            return Optional.empty();
        }
        int number = tree.calls.openBelow(top.number(), path, flags | LinuxFlags.O_NOATIME);
        if (number == -Errno.EPERM) {
            number = tree.calls.openBelow(top.number(), path, flags);
        }
        if (number == -Errno.ENOSYS || number == -Errno.EPERM) {
            // An old kernel, or a sandbox that does not know the call.
            resolves = false;
        }
        if (number < 0) {
            return Optional.empty();
        }
        return Optional.of(LinuxDirectory.of(tree, new LinuxFd(tree.calls, number, place)));
    }

    private Directory stepByStep(Place place) throws IOException {
        int number = tree.calls.openat(top.number(), ".", DIRECTORY, 0);
        Errno.check(number, Place.TOP, "openat");
        Directory directory = new LinuxDirectory(tree, new LinuxFd(tree.calls, number, Place.TOP));
        for (Name name : place.names()) {
            try (Directory parent = directory) {
                directory = parent.open(name);
            }
        }
        return directory;
    }

    @Override
    public DirectoryTimes times() {
        return new LinuxTimes(tree, top);
    }

    @Override
    public void close() {
        top.close();
    }
}
