package dev.sessionwatchdog.store.sim;

import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Removal;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Optional;

/// Removes one pinned file, in the steps that a real kernel needs, so that others can come between.
final class SimulatedRemoval {

    private final SimulatedDirectory directory;
    private final SimulatedPinned pinned;
    private final SimulatedRoot.Actor actor;
    private final Name name;

    SimulatedRemoval(
            SimulatedDirectory directory, SimulatedPinned pinned, SimulatedRoot.Actor actor) {
        this.directory = directory;
        this.pinned = pinned;
        this.actor = actor;
        this.name = pinned.name();
    }

    Removal unlink() throws IOException {
        int before = pinned.facts().links();
        if (before > 1) {
            throw directory.refused(name, "hard link");
        }
        Optional<Removal> overtaken = look();
        if (overtaken.isPresent()) {
            return overtaken.get();
        }
        directory.step("unlink", name);
        Optional<Inode> there = directory.find(name);
        if (there.isEmpty()) {
            return new Removal.Overtaken("nothing");
        }
        if (there.get().kind == Inode.Kind.DIRECTORY) {
            return new Removal.Overtaken("another DIRECTORY");
        }
        directory.unlinkNow(name);
        if (actor.assurance().degraded()) {
            return new Removal.Done(false);
        }
        return pinned.file.inode.links == before - 1
                ? new Removal.Done(true)
                : new Removal.Indeterminate("another file was unlinked as " + name);
    }

    Removal move(SimulatedDirectory target, Name as) throws IOException {
        Optional<Removal> overtaken = look();
        if (overtaken.isPresent()) {
            return overtaken.get();
        }
        directory.step("rename", name);
        Optional<Inode> captured = directory.find(name);
        if (captured.isEmpty()) {
            return new Removal.Overtaken("nothing");
        }
        if (target.find(as).isPresent()) {
            throw new FileAlreadyExistsException(target.text(as));
        }
        directory.moveTo(name, target, as, false);
        if (captured.get() == pinned.file.inode) {
            return new Removal.Done(!actor.assurance().degraded());
        }
        return putBack(captured.get(), target, as);
    }

    private Removal putBack(Inode captured, SimulatedDirectory target, Name as) {
        String where = target.text(as);
        try {
            target.step("rename", as);
        } catch (IOException failure) {
            return new Removal.Indeterminate("another file is at " + where + ": " + failure);
        }
        if (target.find(as).isEmpty()) {
            return new Removal.Indeterminate("another file went from " + where);
        }
        if (directory.find(name).isPresent()) {
            return new Removal.Indeterminate("another file is at " + where);
        }
        target.moveTo(as, directory, name, false);
        return new Removal.PutBack("another " + captured.type());
    }

    private Optional<Removal> look() throws IOException {
        directory.step("look", name);
        Optional<Inode> there = directory.find(name);
        if (there.isEmpty()) {
            return Optional.of(new Removal.Overtaken("nothing"));
        }
        return there.get() == pinned.file.inode
                ? Optional.empty()
                : Optional.of(new Removal.Overtaken("another " + there.get().type()));
    }
}
