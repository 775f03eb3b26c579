package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Optional;

/// Takes one pinned file from its name while an empty file of ours stands there, so that nobody who
/// creates that name exclusively finds it free before it is proven what was taken.
///
/// An empty lock is to gateways one that is just being written: they leave it alone for seconds at
/// least (`facts/upstream.md` a.1). A file system without exchange says EINVAL (rename(2)); there
/// the file is moved as [LinuxRemoval] does it.
final class LinuxDisplacement {

    private static final int NEW =
            LinuxFlags.O_WRONLY
                    | LinuxFlags.O_CREAT
                    | LinuxFlags.O_EXCL
                    | LinuxFlags.O_NOFOLLOW
                    | LinuxFlags.O_CLOEXEC;
    private static final int PRIVATE = 0600;

    private final LinuxDirectory directory;
    private final LinuxPinned pinned;
    private final Name name;
    private final LinuxDirectory target;
    private final Name as;
    private final Place where;

    LinuxDisplacement(
            LinuxDirectory directory, LinuxPinned pinned, LinuxDirectory target, Name as) {
        this.directory = directory;
        this.pinned = pinned;
        this.name = pinned.name();
        this.target = target;
        this.as = as;
        this.where = target.place().child(as);
    }

    Removal displace() throws IOException {
        Facts taking = pinned.facts();
        int number = calls().openat(target.fd.number(), as.value(), NEW, PRIVATE);
        if (number == -Errno.EEXIST) {
            throw new FileAlreadyExistsException(where.toString());
        }
        LinuxFd placeholder = new LinuxFd(calls(), Errno.check(number, where, "openat"), where);
        boolean unused = true;
        try {
            Facts ours = placeholder.facts();
            Optional<Facts> there = directory.look(name);
            if (there.isEmpty() || !there.get().sameFile(taking)) {
                return new Removal.Overtaken(
                        there.map(other -> "another " + other.type()).orElse("nothing"));
            }
            int failed = rename(directory, name, target, as, LinuxFlags.RENAME_EXCHANGE);
            if (failed == -Errno.ENOENT && directory.look(name).isEmpty()) {
                return new Removal.Overtaken("nothing");
            }
            if (failed == -Errno.EINVAL) {
                unused = false;
                calls().unlinkat(target.fd.number(), as, 0);
                return new LinuxRemoval(directory, pinned).move(target, as);
            }
            Errno.check(failed, where, "renameat2");
            unused = false;
            return verify(taking, ours);
        } finally {
            if (unused) {
                calls().unlinkat(target.fd.number(), as, 0);
            }
            placeholder.close();
        }
    }

    private LinuxCalls calls() {
        return directory.tree.calls();
    }

    private Removal verify(Facts taking, Facts ours) {
        try {
            Optional<Facts> taken = target.look(as);
            if (taken.isEmpty()) {
                return new Removal.Indeterminate("moved to " + where + ", gone from there");
            }
            return taken.get().sameFile(taking)
                    ? retire(ours)
                    : putBack("another " + taken.get().type(), ours);
        } catch (IOException unseen) {
            return new Removal.Indeterminate("moved to " + where + ", unproven: " + unseen);
        }
    }

    /// The name becomes free. What stands there is ours, or somebody has removed that already.
    private Removal retire(Facts ours) throws IOException {
        if (!stands(directory, name, ours)) {
            return new Removal.Done(true);
        }
        Name aside = TempName.beside(as);
        int failed = rename(directory, name, target, aside, LinuxFlags.RENAME_NOREPLACE);
        if (failed == -Errno.ENOENT) {
            return new Removal.Done(true);
        }
        if (failed < 0) {
            return new Removal.Indeterminate(
                    "taken, but an empty file of ours stands at its name: " + Errno.text(failed));
        }
        if (stands(target, aside, ours)) {
            calls().unlinkat(target.fd.number(), aside, 0);
            return new Removal.Done(true);
        }
        int back = rename(target, aside, directory, name, LinuxFlags.RENAME_NOREPLACE);
        return new Removal.Indeterminate(
                "taken, and another file for a moment too"
                        + (back < 0 ? ", which is at " + target.place().child(aside) : ""));
    }

    /// Back in one step, in exchange for our empty file.
    private Removal putBack(String another, Facts ours) throws IOException {
        int failed = rename(target, as, directory, name, LinuxFlags.RENAME_EXCHANGE);
        if (failed == 0 && stands(target, as, ours)) {
            calls().unlinkat(target.fd.number(), as, 0);
            return new Removal.PutBack(another);
        }
        if (failed == 0) {
            return new Removal.Indeterminate(
                    another + " was captured and put back, and a third file is at " + where);
        }
        int back = rename(target, as, directory, name, LinuxFlags.RENAME_NOREPLACE);
        return back == 0
                ? new Removal.PutBack(another)
                : new Removal.Indeterminate(
                        another + " was captured and is at " + where + ": " + Errno.text(back));
    }

    private static boolean stands(LinuxDirectory in, Name at, Facts ours) throws IOException {
        return in.look(at).filter(ours::sameFile).isPresent();
    }

    private static int rename(LinuxDirectory from, Name name, LinuxDirectory to, Name as, int how) {
        return from.tree
                .calls()
                .renameat2(from.fd.number(), name.value(), to.fd.number(), as.value(), how);
    }
}
