package dev.sessionwatchdog.store.sim;

import dev.sessionwatchdog.store.root.Assurance;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.InUse;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Pinned;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;

final class SimulatedPinned implements Pinned {

    final OpenFile file;
    private final Name name;
    private final SimulatedRoot.Actor actor;
    private final Facts opened;
    private boolean claimed;

    SimulatedPinned(OpenFile file, Name name, SimulatedRoot.Actor actor) {
        this.file = file;
        this.name = name;
        this.actor = actor;
        this.opened = file.inode.facts();
    }

    @Override
    public Name name() {
        return name;
    }

    @Override
    public Facts opened() {
        return opened;
    }

    @Override
    public Facts facts() throws IOException {
        file.step("facts");
        return file.inode.facts();
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        return file.read(into, position);
    }

    @Override
    public void touch(Instant mtime) throws IOException {
        file.step("touch");
        file.inode.mtime = mtime;
        file.inode.ctime = file.disk.inodes.now();
    }

    @Override
    public InUse claim() throws IOException {
        file.step("claim");
        return switch (actor.assurance()) {
            case Assurance.Degraded(String reason) -> new InUse.Unknown(reason);
            case Assurance.Proven _ -> ask();
        };
    }

    private InUse ask() {
        Inode inode = file.inode;
        if (actor.uid() != 0 && actor.uid() != inode.uid) {
            return new InUse.Unknown("EACCES: the file is another user's");
        }
        if (claimed) {
            return new InUse.Nobody();
        }
        if (inode.openElsewhere() || inode.claimed) {
            return new InUse.Somebody();
        }
        inode.claimed = true;
        claimed = true;
        return new InUse.Nobody();
    }

    @Override
    public void release() throws IOException {
        file.step("release");
        letGo();
    }

    private void letGo() {
        if (claimed) {
            claimed = false;
            file.inode.claimed = false;
            file.inode.strangers += file.inode.waiting;
            file.inode.waiting = 0;
        }
    }

    @Override
    public void close() {
        letGo();
        file.close();
    }
}
