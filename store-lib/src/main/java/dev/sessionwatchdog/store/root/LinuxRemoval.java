package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Optional;

/// Removes one pinned file from its name and proves what was removed (`protocols.md` 5 and 6).
final class LinuxRemoval {

    private final LinuxDirectory directory;
    private final LinuxPinned pinned;
    private final Name name;

    LinuxRemoval(LinuxDirectory directory, LinuxPinned pinned) {
        this.directory = directory;
        this.pinned = pinned;
        this.name = pinned.name();
    }

    /// A file with more links is refused: its content would live on, unexamined.
    Removal unlink() throws IOException {
        Facts before = pinned.facts();
        if (before.links() > 1) {
            throw new RefusedException(pinned.fd.place, "hard link");
        }
        Optional<Removal> overtaken = overtaken(before);
        if (overtaken.isPresent()) {
            return overtaken.get();
        }
        int failed = directory.tree.calls().unlinkat(directory.fd.number(), name, 0);
        return switch (-failed) {
            case 0 -> proof();
            case Errno.ENOENT -> new Removal.Overtaken("nothing");
            case Errno.EISDIR -> new Removal.Overtaken("another DIRECTORY");
            default -> throw Errno.of(failed, pinned.fd.place, "unlinkat");
        };
    }

    private Removal proof() {
        try {
            int links = pinned.facts().links();
            return links == 0
                    ? new Removal.Done(true)
                    : new Removal.Indeterminate(
                            "the file has " + links + " links after " + name + " was unlinked");
        } catch (IOException unseen) {
            return new Removal.Indeterminate(name + " was unlinked, without proof: " + unseen);
        }
    }

    Removal move(LinuxDirectory target, Name as) throws IOException {
        Facts moving = pinned.facts();
        Optional<Removal> overtaken = overtaken(moving);
        if (overtaken.isPresent()) {
            return overtaken.get();
        }
        int failed = rename(directory, name, target, as);
        return switch (-failed) {
            case 0 -> verify(moving, target, as);
            case Errno.EEXIST ->
                    throw new FileAlreadyExistsException(target.place().child(as).toString());
            case Errno.ENOENT -> vanished(failed, target, as);
            default -> throw Errno.of(failed, target.place().child(as), "renameat2");
        };
    }

    /// Either the name went, or the target directory was removed.
    private Removal vanished(int failed, LinuxDirectory target, Name as) throws IOException {
        if (directory.look(name).isPresent()) {
            throw Errno.of(failed, target.place().child(as), "renameat2");
        }
        return new Removal.Overtaken("nothing");
    }

    private Removal verify(Facts moved, LinuxDirectory target, Name as) {
        Place where = target.place().child(as);
        try {
            Optional<Facts> arrived = target.look(as);
            if (arrived.isEmpty()) {
                return new Removal.Indeterminate("moved to " + where + ", gone from there");
            }
            return arrived.get().sameFile(moved)
                    ? new Removal.Done(true)
                    : putBack(arrived.get().type(), target, as, where);
        } catch (IOException unseen) {
            return new Removal.Indeterminate("moved to " + where + ", unproven: " + unseen);
        }
    }

    private Removal putBack(FileType captured, LinuxDirectory target, Name as, Place where) {
        int failed = rename(target, as, directory, name);
        return failed == 0
                ? new Removal.PutBack("another " + captured)
                : new Removal.Indeterminate(
                        "another file was captured and is at "
                                + where
                                + "; putting it back: "
                                + Errno.text(failed));
    }

    private static int rename(LinuxDirectory from, Name name, LinuxDirectory to, Name as) {
        return from.tree
                .calls()
                .renameat2(
                        from.fd.number(),
                        name.value(),
                        to.fd.number(),
                        as.value(),
                        LinuxFlags.RENAME_NOREPLACE);
    }

    private Optional<Removal> overtaken(Facts expected) throws IOException {
        Optional<Facts> there = directory.look(name);
        if (there.isEmpty()) {
            return Optional.of(new Removal.Overtaken("nothing"));
        }
        return there.get().sameFile(expected)
                ? Optional.empty()
                : Optional.of(new Removal.Overtaken("another " + there.get().type()));
    }
}
