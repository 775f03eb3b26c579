package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/// A regular file by its descriptor.
///
/// The kernel takes a lease away by force after `/proc/sys/fs/lease-break-time` (45 s), so a claim
/// is for moments.
final class LinuxPinned implements Pinned {

    final LinuxFd fd;

    private final Facts opened;
    private final Optional<String> leaseDoubt;
    private boolean claimed;

    LinuxPinned(LinuxRoot.Tree tree, LinuxFd fd, Facts opened) {
        this.fd = fd;
        this.opened = opened;
        this.leaseDoubt = tree.leaseDoubt();
    }

    @Override
    public Name name() {
        return fd.place.name();
    }

    @Override
    public Facts opened() {
        return opened;
    }

    @Override
    public Facts facts() throws IOException {
        return fd.facts();
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        return fd.read(into, position);
    }

    @Override
    public void touch(Instant mtime) throws IOException {
        Errno.check(fd.calls.futimens(fd.number(), mtime), fd.place, "futimens");
    }

    @Override
    public InUse claim() throws IOException {
        int number = fd.number();
        if (leaseDoubt.isPresent()) {
            return new InUse.Unknown(leaseDoubt.get());
        }
        if (!SigioIgnored.holds(fd.calls)) {
            return new InUse.Unknown("somebody in this process took SIGIO back");
        }
        int flocked = fd.calls.flock(number, LinuxFlags.LOCK_EX | LinuxFlags.LOCK_NB);
        if (flocked < 0) {
            return answer("flock", flocked);
        }
        int leased = fd.calls.fcntl(number, LinuxFlags.F_SETLEASE, LinuxFlags.F_WRLCK);
        if (leased < 0) {
            giveUp(number);
            return answer("F_SETLEASE", leased);
        }
        claimed = true;
        return new InUse.Nobody();
    }

    private static InUse answer(String call, int failed) {
        return failed == -Errno.EAGAIN
                ? new InUse.Somebody()
                : new InUse.Unknown(call + ": " + Errno.text(failed));
    }

    @Override
    public void release() throws IOException {
        int number = fd.number();
        if (claimed) {
            giveUp(number);
        }
    }

    /// F_UNLCK fails only when there is no lease to give up.
    private void giveUp(int number) {
        claimed = false;
        fd.calls.fcntl(number, LinuxFlags.F_SETLEASE, LinuxFlags.F_UNLCK);
        fd.calls.flock(number, LinuxFlags.LOCK_UN);
    }

    /// Ends the claim too: lease and `flock` belong to the open description.
    @Override
    public void close() {
        fd.close();
    }
}
