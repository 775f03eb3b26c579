package dev.sessionwatchdog.store.sim;

import dev.sessionwatchdog.store.root.AppendFile;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.EntryVisitor;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.KernelLock;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.NoSpaceException;
import dev.sessionwatchdog.store.root.Paths;
import dev.sessionwatchdog.store.root.Pinned;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.RefusedException;
import dev.sessionwatchdog.store.root.Removal;
import dev.sessionwatchdog.store.sim.NameChange.Slot;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class SimulatedDirectory implements Directory {

    final OpenFile self;
    private final SimulatedDisk disk;
    private final SimulatedRoot.Actor actor;
    private final Place root;
    private final Place place;
    final Inode inode;
    private final SimulatedOwnFiles own = new SimulatedOwnFiles(this);

    SimulatedDirectory(
            SimulatedDisk disk, SimulatedRoot.Actor actor, Place root, Place place, Inode inode) {
        this.disk = disk;
        this.actor = actor;
        this.root = root;
        this.place = place;
        this.inode = inode;
        this.self = new OpenFile(disk, inode, onDisk(root, place));
    }

    private SimulatedDirectory(SimulatedDirectory parent, Name name, Inode inode) {
        this.disk = parent.disk;
        this.actor = parent.actor;
        this.root = parent.root;
        this.place = parent.place.child(name);
        this.inode = inode;
        this.self = parent.self;
    }

    private static Place onDisk(Place root, Place place) {
        List<Name> names = new ArrayList<>(root.names());
        names.addAll(place.names());
        return new Place(names);
    }

    @Override
    public Place place() {
        return place;
    }

    @Override
    public Facts facts() throws IOException {
        self.step("facts");
        return inode.facts();
    }

    @Override
    public int list(EntryVisitor visitor) throws IOException {
        self.step("list");
        for (Map.Entry<Name, Inode> entry : List.copyOf(inode.entries.entrySet())) {
            Optional<FileType> type = Optional.of(entry.getValue().type());
            if (!visitor.visit(entry.getKey(), type)) {
                break;
            }
        }
        return inode.undecodable;
    }

    @Override
    public Optional<Facts> look(Name name) throws IOException {
        step("look", name);
        return find(name).map(Inode::facts).map(facts -> disk.byName(onDisk(root, place), facts));
    }

    @Override
    public Directory open(Name name) throws IOException {
        step("open", name);
        Inode child = present(name);
        switch (child.kind) {
            case DIRECTORY -> {}
            case SYMLINK -> throw refused(name, "symlink");
            case REGULAR, FIFO, SOCKET, DEVICE -> throw refused(name, "not a directory");
        }
        if (child.device != inode.device) {
            throw refused(name, "other device");
        }
        if (child.mountPoint) {
            throw refused(name, "mount point");
        }
        return new SimulatedDirectory(disk, actor, root, place.child(name), child);
    }

    @Override
    public Directory openOrMake(Name name) throws IOException {
        step("mkdir", name);
        if (find(name).isEmpty()) {
            add(name, Inode.Kind.DIRECTORY);
            try {
                sync();
            } catch (IOException failure) {
                deleteDirectory(name);
                throw failure;
            }
        }
        return open(name);
    }

    @Override
    public Pinned pin(Name name) throws IOException {
        step("pin", name);
        Inode file = present(name);
        switch (file.kind) {
            case REGULAR -> {}
            case SYMLINK -> throw refused(name, "symlink");
            case DIRECTORY, FIFO, SOCKET, DEVICE -> throw refused(name, "not a regular file");
        }
        if (file.device != inode.device) {
            throw refused(name, "other device");
        }
        return new SimulatedPinned(open(file, name), name, actor);
    }

    @Override
    public Removal unlink(Pinned pinned) throws IOException {
        return new SimulatedRemoval(this, own(pinned), actor).unlink();
    }

    @Override
    public Removal move(Pinned pinned, Directory target, Name as) throws IOException {
        if (!(target instanceof SimulatedDirectory directory) || directory.disk != disk) {
            throw new IllegalArgumentException("not of this root: " + target.place());
        }
        return new SimulatedRemoval(this, own(pinned), actor).move(directory, as);
    }

    @Override
    public Removal displace(Pinned pinned, Directory target, Name as) throws IOException {
        if (!(target instanceof SimulatedDirectory directory) || directory.disk != disk) {
            throw new IllegalArgumentException("not of this root: " + target.place());
        }
        return actor.assurance().degraded()
                ? move(pinned, target, as)
                : new SimulatedDisplacement(this, own(pinned), directory, as).displace();
    }

    private SimulatedPinned own(Pinned pinned) {
        if (!(pinned instanceof SimulatedPinned own)) {
            throw new IllegalArgumentException("pinned in another kind of root: " + pinned.name());
        }
        own.file.requireOpen();
        return own;
    }

    @Override
    public void create(Name name, byte[] content) throws IOException {
        own.create(name, content);
    }

    @Override
    public void replace(Name name, byte[] content) throws IOException {
        own.replace(name, content);
    }

    @Override
    public AppendFile append(Name name) throws IOException {
        return new SimulatedAppendFile(own.open(name));
    }

    @Override
    public void delete(Name name) throws IOException {
        own.delete(name);
    }

    @Override
    public void deleteDirectory(Name name) throws IOException {
        own.deleteDirectory(name);
    }

    @Override
    public void rename(Name from, Name to) throws IOException {
        own.rename(from, this, to);
    }

    @Override
    public void renameInto(Name from, Directory target, Name to) throws IOException {
        if (!(target instanceof SimulatedDirectory directory) || directory.disk != disk) {
            throw new IllegalArgumentException("not of this root: " + target.place());
        }
        own.rename(from, directory, to);
    }

    @Override
    public Optional<KernelLock> lock(Name name) throws IOException {
        return own.lock(name);
    }

    @Override
    public Paths paths() {
        return new SimulatedPaths(this);
    }

    @Override
    public void sync() throws IOException {
        try {
            self.step("sync-directory");
        } catch (IOException failure) {
            disk.journal.syncFailed(inode);
            throw failure;
        }
        disk.journal.sync(inode);
    }

    @Override
    public void close() {
        self.close();
    }

    void step(String operation, Name name) throws IOException {
        self.requireOpen();
        disk.step(operation, self.place.child(name));
    }

    void step(String operation, Place path) throws IOException {
        self.requireOpen();
        disk.step(operation, onDisk(self.place, path));
    }

    /// As a kernel finds it on its way: without a step, a check or anything held open.
    SimulatedDirectory child(Name name, Inode child) {
        return new SimulatedDirectory(this, name, child);
    }

    boolean degraded() {
        return actor.assurance().degraded();
    }

    Instant now() {
        return disk.inodes.now();
    }

    Optional<Inode> find(Name name) {
        return Optional.ofNullable(inode.entries.get(name));
    }

    /// Without a step: what the kernel does in one call.
    void moveTo(Name name, SimulatedDirectory target, Name as, boolean replaces) {
        Inode moved = find(name).orElseThrow();
        Slot from = new Slot(inode, name);
        Slot to = new Slot(target.inode, as);
        disk.journal.record(NameChange.moved(moved, from, to, replaces));
        disk.inodes.rename(inode, name, target.inode, as);
    }

    void exchange(Name name, SimulatedDirectory target, Name as) {
        Inode here = find(name).orElseThrow();
        Inode there = target.find(as).orElseThrow();
        Slot from = new Slot(inode, name);
        Slot to = new Slot(target.inode, as);
        disk.journal.record(NameChange.exchanged(here, from, there, to));
        disk.inodes.exchange(inode, name, target.inode, as);
    }

    Inode makeEmpty(Name name) throws IOException {
        step("create", name);
        if (find(name).isPresent()) {
            throw new FileAlreadyExistsException(text(name));
        }
        return add(name, Inode.Kind.REGULAR);
    }

    void unlinkNow(Name name) {
        disk.journal.record(NameChange.went(find(name).orElseThrow(), new Slot(inode, name)));
        disk.inodes.unlink(inode, name);
    }

    Inode add(Name name, Inode.Kind kind) throws NoSpaceException {
        disk.space.require(SimulatedSpace.INODE, self.place.child(name));
        Inode made = disk.inodes.make(kind, inode.device);
        made.uid = actor.uid();
        disk.inodes.link(inode, name, made);
        disk.journal.record(NameChange.appeared(made, new Slot(inode, name)));
        return made;
    }

    /// Opening without waiting what somebody has leased is EAGAIN (open(2)).
    OpenFile open(Inode file, Name name) throws FileSystemException {
        if (file.claimed) {
            throw new FileSystemException(text(name), null, "EAGAIN");
        }
        return new OpenFile(disk, file, self.place.child(name));
    }

    Inode present(Name name) throws NoSuchFileException {
        return find(name).orElseThrow(() -> new NoSuchFileException(text(name)));
    }

    String text(Name name) {
        return place.child(name).toString();
    }

    RefusedException refused(Name name, String kind) {
        return new RefusedException(place.child(name), kind);
    }
}
