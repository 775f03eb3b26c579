package dev.sessionwatchdog.store.sim;

import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Removal;
import java.io.IOException;
import java.util.Optional;

/// Takes one pinned file from its name, an empty file standing there meanwhile, in the steps that a
/// real kernel needs, so that others can come between.
final class SimulatedDisplacement {

    private final SimulatedDirectory directory;
    private final SimulatedPinned pinned;
    private final Name name;
    private final SimulatedDirectory target;
    private final Name as;

    SimulatedDisplacement(
            SimulatedDirectory directory,
            SimulatedPinned pinned,
            SimulatedDirectory target,
            Name as) {
        this.directory = directory;
        this.pinned = pinned;
        this.name = pinned.name();
        this.target = target;
        this.as = as;
    }

    Removal displace() throws IOException {
        Inode ours = target.makeEmpty(as);
        directory.step("look", name);
        Optional<Inode> there = directory.find(name);
        if (!there.equals(Optional.of(pinned.file.inode))) {
            target.unlinkNow(as);
            return new Removal.Overtaken(
                    there.map(other -> "another " + other.type()).orElse("nothing"));
        }
        directory.step("rename", name);
        Optional<Inode> taken = directory.find(name);
        if (taken.isEmpty()) {
            target.unlinkNow(as);
            return new Removal.Overtaken("nothing");
        }
        directory.exchange(name, target, as);
        return taken.get() == pinned.file.inode ? retire(ours) : putBack(taken.get(), ours);
    }

    private Removal retire(Inode ours) throws IOException {
        directory.step("rename", name);
        Optional<Inode> there = directory.find(name);
        if (there.equals(Optional.of(ours))) {
            directory.unlinkNow(name);
        }
        return new Removal.Done(true);
    }

    private Removal putBack(Inode taken, Inode ours) {
        String where = target.text(as);
        try {
            target.step("rename", as);
        } catch (IOException failure) {
            return new Removal.Indeterminate("another file is at " + where + ": " + failure);
        }
        if (target.find(as).isEmpty()) {
            return new Removal.Indeterminate("another file went from " + where);
        }
        if (directory.find(name).isEmpty()) {
            target.moveTo(as, directory, name, false);
            return new Removal.PutBack("another " + taken.type());
        }
        target.exchange(as, directory, name);
        if (!target.find(as).equals(Optional.of(ours))) {
            return new Removal.Indeterminate("a third file is at " + where);
        }
        target.unlinkNow(as);
        return new Removal.PutBack("another " + taken.type());
    }
}
