package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/// Each call is one system call relative to the descriptor.
final class LinuxPaths implements Paths {

    private static final int NEW =
            LinuxFlags.O_WRONLY
                    | LinuxFlags.O_CREAT
                    | LinuxFlags.O_EXCL
                    | LinuxFlags.O_NOFOLLOW
                    | LinuxFlags.O_CLOEXEC;
    private static final int PRIVATE_FILE = 0600;
    private static final int PRIVATE_DIRECTORY = 0700;

    private final LinuxCalls calls;
    private final LinuxFd fd;

    LinuxPaths(LinuxCalls calls, LinuxFd fd) {
        this.calls = calls;
        this.fd = fd;
    }

    @Override
    public Optional<String> doubt() {
        return LeaseSupport.notLocal(calls, fd.number());
    }

    @Override
    public void makeDirectory(Place path) throws IOException {
        check(calls.mkdirat(fd.number(), path.toString(), PRIVATE_DIRECTORY), path, "mkdirat");
    }

    @Override
    public void create(Place path, byte[] content) throws IOException {
        LinuxFd file = open(path);
        boolean written = false;
        try {
            file.write(ByteBuffer.wrap(content));
            file.sync();
            written = true;
        } finally {
            file.close();
            if (!written) {
                calls.unlinkat(fd.number(), path.toString(), 0);
            }
        }
    }

    @Override
    public void createEmpty(Place path) throws IOException {
        open(path).close();
    }

    private LinuxFd open(Place path) throws IOException {
        int number = calls.openat(fd.number(), path.toString(), NEW, PRIVATE_FILE);
        return new LinuxFd(calls, check(number, path, "openat"), path);
    }

    @Override
    public void touch(Place path, Instant mtime) throws IOException {
        check(calls.utimensat(fd.number(), path.toString(), mtime), path, "utimensat");
    }

    @Override
    public Optional<Facts> look(Place path) throws IOException {
        return calls.statx(fd.number(), path.toString()).orNothing(path);
    }

    @Override
    public void replace(Place from, Place to) throws IOException {
        int failed = rename(from, to, 0);
        if (failed == -Errno.EISDIR) {
            throw new RefusedException(to, "directory");
        }
        check(failed, from, "renameat2");
    }

    @Override
    public void rename(Place from, Place to) throws IOException {
        int failed = rename(from, to, LinuxFlags.RENAME_NOREPLACE);
        check(failed, failed == -Errno.EEXIST ? to : from, "renameat2");
    }

    @Override
    public void exchange(Place one, Place other) throws IOException {
        int failed = rename(one, other, LinuxFlags.RENAME_EXCHANGE);
        if (failed == -Errno.EINVAL) {
            throw new UnsupportedOperationException("this file system cannot exchange names");
        }
        check(failed, one, "renameat2");
    }

    private int rename(Place from, Place to, int how) {
        return calls.renameat2(fd.number(), from.toString(), fd.number(), to.toString(), how);
    }

    @Override
    public void delete(Place path) throws IOException {
        int failed = calls.unlinkat(fd.number(), path.toString(), 0);
        if (failed != -Errno.ENOENT) {
            check(failed, path, "unlinkat");
        }
    }

    @Override
    public void deleteDirectory(Place path) throws IOException {
        int failed = calls.unlinkat(fd.number(), path.toString(), LinuxFlags.AT_REMOVEDIR);
        if (failed != -Errno.ENOENT && failed != -Errno.ENOTDIR) {
            check(failed, path, "unlinkat");
        }
    }

    private int check(int result, Place path, String call) throws IOException {
        return Errno.check(result, path, call);
    }
}
