package dev.sessionwatchdog.store.sim;

import dev.sessionwatchdog.store.root.KernelLock;
import dev.sessionwatchdog.store.root.Name;
import java.io.IOException;

final class SimulatedLock implements KernelLock {

    private final OpenFile file;
    private final Inode directory;
    private final Name name;
    private boolean held = true;

    SimulatedLock(OpenFile file, Inode directory, Name name) {
        this.file = file;
        this.directory = directory;
        this.name = name;
        file.inode.locked = true;
        directory.opens++;
    }

    @Override
    public boolean stillNamed() throws IOException {
        file.step("look");
        Inode named = directory.entries.get(name);
        return named == file.inode
                && file.disk.byName(file.place, named.facts()).sameFile(file.inode.facts());
    }

    @Override
    public void close() {
        if (held) {
            held = false;
            file.inode.locked = false;
            file.close();
            directory.opens--;
            file.disk.inodes.freeIfUnused(directory);
        }
    }
}
