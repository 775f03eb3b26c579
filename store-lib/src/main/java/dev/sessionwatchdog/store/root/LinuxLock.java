package dev.sessionwatchdog.store.root;

import java.io.IOException;

/// A lock of an open description (fcntl(2), "Open file description locks"): it is held against
/// everybody, this process included, until the description is closed.
///
/// @param directory its own descriptor of the directory, for as long as the lock is held
record LinuxLock(LinuxFd directory, LinuxFd file, Name name) implements KernelLock {

    static LinuxLock of(LinuxDirectory directory, LinuxFd file, Name name) throws IOException {
        LinuxCalls calls = directory.tree.calls();
        int flags = LinuxFlags.O_RDONLY | LinuxFlags.O_DIRECTORY | LinuxFlags.O_CLOEXEC;
        int number = calls.openat(directory.fd.number(), ".", flags, 0);
        Errno.check(number, directory.place(), "openat");
        return new LinuxLock(new LinuxFd(calls, number, directory.place()), file, name);
    }

    @Override
    public boolean stillNamed() throws IOException {
        Facts locked = file.facts();
        return file.calls
                .statx(directory.number(), name)
                .orNothing(file.place)
                .filter(locked::sameFile)
                .isPresent();
    }

    @Override
    public void close() {
        file.close();
        directory.close();
    }
}
