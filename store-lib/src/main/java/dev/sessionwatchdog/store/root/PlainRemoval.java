package dev.sessionwatchdog.store.root;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/// Removes one pinned file from its name as well as it can be done without the kernel's proof.
final class PlainRemoval {

    private final PlainDirectory directory;
    private final PlainPinned pinned;
    private final Name name;

    PlainRemoval(PlainDirectory directory, PlainPinned pinned) {
        this.directory = directory;
        this.pinned = pinned;
        this.name = pinned.name();
    }

    Removal unlink() throws IOException {
        pinned.requireOpen();
        Optional<Removal> overtaken = overtaken();
        if (overtaken.isPresent()) {
            return overtaken.get();
        }
        if (pinned.facts().links() > 1) {
            throw directory.refused(name, "hard link");
        }
        try {
            directory.names.stream().deleteFile(PlainNames.element(name));
            return new Removal.Done(false);
        } catch (NoSuchFileException gone) {
            return new Removal.Overtaken("nothing");
        }
    }

    /// The JDK's move replaces what is at the target, and a link is what does not (link(2)). So the
    /// file is linked to its new name first; then what is at the old name is moved to a name of
    /// ours and deleted there only if it is the pinned file, else put back. A crash in between
    /// leaves the file under two names.
    Removal move(PlainDirectory target, Name as) throws IOException {
        pinned.requireOpen();
        Optional<Removal> overtaken = overtaken();
        if (overtaken.isPresent()) {
            return overtaken.get();
        }
        directory.names.requireAtPath();
        target.names.requireAtPath();
        if (target.names.key(as).isPresent()) {
            throw new FileAlreadyExistsException(target.text(as));
        }
        try {
            Files.createLink(target.names.path(as), directory.names.path(name));
        } catch (NoSuchFileException gone) {
            return new Removal.Overtaken("nothing");
        }
        if (!isPinned(target, as)) {
            return withdraw(target, as, "another file");
        }
        return takeOld(target, as);
    }

    private Removal takeOld(PlainDirectory target, Name as) throws IOException {
        Name temp = TempName.beside(as);
        try {
            move(directory, name, target, temp);
        } catch (NoSuchFileException gone) {
            return withdraw(target, as, "nothing");
        } catch (IOException failure) {
            target.delete(as);
            throw failure;
        }
        try {
            return conclude(target, as, temp);
        } catch (IOException failure) {
            return new Removal.Indeterminate(
                    "a file was moved to " + target.text(temp) + ", then: " + failure);
        }
    }

    private Removal conclude(PlainDirectory target, Name as, Name temp) throws IOException {
        if (isPinned(target, temp)) {
            target.delete(temp);
            return new Removal.Done(false);
        }
        if (!putBack(target, temp)) {
            return new Removal.Indeterminate(
                    "another file was captured and is at " + target.text(temp));
        }
        target.delete(as);
        return new Removal.PutBack("another file");
    }

    /// By a link, which replaces nothing; a directory cannot be linked, and moving one replaces no
    /// file.
    private boolean putBack(PlainDirectory target, Name temp) throws IOException {
        if (target.look(temp).filter(it -> it.type() == FileType.DIRECTORY).isPresent()) {
            boolean free = directory.names.key(name).isEmpty();
            if (free) {
                move(target, temp, directory, name);
            }
            return free;
        }
        try {
            Files.createLink(directory.names.path(name), target.names.path(temp));
        } catch (FileAlreadyExistsException taken) {
            return false;
        }
        target.delete(temp);
        return true;
    }

    /// The link of ours goes again; the file itself was moved or replaced by somebody.
    private static Removal withdraw(PlainDirectory target, Name as, String found)
            throws IOException {
        target.delete(as);
        return new Removal.Overtaken(found);
    }

    private static void move(PlainDirectory from, Name name, PlainDirectory to, Name as)
            throws IOException {
        from.names.stream()
                .move(PlainNames.element(name), to.names.stream(), PlainNames.element(as));
    }

    private boolean isPinned(PlainDirectory where, Name as) throws IOException {
        return where.names.key(as).filter(pinned.key::equals).isPresent();
    }

    private Optional<Removal> overtaken() throws IOException {
        Optional<Object> there = directory.names.key(name);
        if (there.isEmpty()) {
            return Optional.of(new Removal.Overtaken("nothing"));
        }
        return there.get().equals(pinned.key)
                ? Optional.empty()
                : Optional.of(new Removal.Overtaken("another file"));
    }
}
