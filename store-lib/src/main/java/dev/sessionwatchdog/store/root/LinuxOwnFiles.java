package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// The files of one directory that only we write.
final class LinuxOwnFiles {

    private static final int NEW =
            LinuxFlags.O_WRONLY
                    | LinuxFlags.O_CREAT
                    | LinuxFlags.O_EXCL
                    | LinuxFlags.O_NOFOLLOW
                    | LinuxFlags.O_CLOEXEC;
    private static final int OWN =
            LinuxFlags.O_RDWR
                    | LinuxFlags.O_CREAT
                    | LinuxFlags.O_NOFOLLOW
                    | LinuxFlags.O_NONBLOCK
                    | LinuxFlags.O_CLOEXEC;
    private static final int PRIVATE = 0600;

    private final LinuxDirectory directory;

    LinuxOwnFiles(LinuxDirectory directory) {
        this.directory = directory;
    }

    private LinuxCalls calls() {
        return directory.tree.calls();
    }

    private int at() {
        return directory.fd.number();
    }

    private Place place(Name name) {
        return directory.place().child(name);
    }

    /// What could not be written whole is deleted again.
    void create(Name name, byte[] content) throws IOException {
        int number = calls().openat(at(), name.value(), NEW, PRIVATE);
        Errno.check(number, place(name), "openat");
        LinuxFd file = new LinuxFd(calls(), number, place(name));
        boolean written = false;
        try {
            file.write(ByteBuffer.wrap(content));
            file.sync();
            written = true;
        } finally {
            file.close();
            if (!written) {
                calls().unlinkat(at(), name, 0);
            }
        }
    }

    void replace(Name name, byte[] content) throws IOException {
        Name temp = TempName.beside(name);
        create(temp, content);
        int failed = calls().renameat2(at(), temp.value(), at(), name.value(), 0);
        if (failed < 0) {
            calls().unlinkat(at(), temp, 0);
            throw Errno.of(failed, place(name), "renameat2");
        }
        directory.sync();
    }

    /// Opens a file of ours for reading and writing, making it if there is none.
    LinuxFd open(Name name, int flags) throws IOException {
        directory.refuseUnlessRegular(name);
        int number = calls().openat(at(), name.value(), OWN | flags, PRIVATE);
        if (number < 0) {
            throw directory.notOpened(number, name, "not a regular file");
        }
        LinuxFd own = new LinuxFd(calls(), number, place(name));
        LinuxDirectory.proven(directory.tree, own, FileType.REGULAR, "not a regular file");
        boolean single = false;
        try {
            single = own.facts().links() <= 1;
        } finally {
            if (!single) {
                own.close();
            }
        }
        if (!single) {
            throw new RefusedException(place(name), "hard link");
        }
        return own;
    }

    void delete(Name name, int flags) throws IOException {
        int failed = calls().unlinkat(at(), name, flags);
        if (failed < 0 && failed != -Errno.ENOENT) {
            throw Errno.of(failed, place(name), "unlinkat");
        }
    }

    void rename(Name from, LinuxDirectory target, Name to) throws IOException {
        int failed =
                calls().renameat2(
                                at(),
                                from.value(),
                                target.fd.number(),
                                to.value(),
                                LinuxFlags.RENAME_NOREPLACE);
        Place where = failed == -Errno.EEXIST ? target.place().child(to) : place(from);
        Errno.check(failed, where, "renameat2");
    }

    Optional<KernelLock> lock(Name name) throws IOException {
        LinuxFd file = open(name, 0);
        boolean locked = false;
        try {
            int failed = calls().lockWholeFile(file.number());
            if (failed == -Errno.EAGAIN || failed == -Errno.EACCES) {
                return Optional.empty();
            }
            Errno.check(failed, place(name), "F_OFD_SETLK");
            LinuxLock lock = LinuxLock.of(directory, file, name);
            locked = true;
            return Optional.of(lock);
        } finally {
            if (!locked) {
                file.close();
            }
        }
    }
}
