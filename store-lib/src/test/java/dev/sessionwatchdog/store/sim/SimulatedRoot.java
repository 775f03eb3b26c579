package dev.sessionwatchdog.store.sim;

import dev.sessionwatchdog.store.root.Assurance;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.root.Space;
import java.io.IOException;
import java.util.Optional;

/// A root on a [SimulatedDisk].
public final class SimulatedRoot implements Root {

    private final SimulatedDisk disk;
    private final Place at;
    private final Inode top;
    private final Actor actor;
    private boolean closed;

    /// Who acts on the disk, and how much this machine can prove.
    record Actor(int uid, Assurance assurance) {}

    private SimulatedRoot(SimulatedDisk disk, String path, Actor actor) {
        this.disk = disk;
        this.at = Place.of(path);
        this.top = disk.inode(path);
        this.actor = actor;
        top.opens++;
    }

    /// The whole disk, as its owner, with full proof.
    public static SimulatedRoot open(SimulatedDisk disk) {
        return open(disk, "");
    }

    /// A directory of the disk, as the directory's owner, with full proof.
    public static SimulatedRoot open(SimulatedDisk disk, String path) {
        return openAs(disk, path, disk.inode(path).uid);
    }

    /// As a certain user. A claim on somebody else's file is then unknown, except for user 0.
    public static SimulatedRoot openAs(SimulatedDisk disk, String path, int uid) {
        return new SimulatedRoot(disk, path, new Actor(uid, new Assurance.Proven()));
    }

    /// Without native calls: nobody can say who has a file open, and removals are not proven.
    public static SimulatedRoot degraded(SimulatedDisk disk, String path) {
        Assurance assurance = new Assurance.Degraded("simulated: no native calls");
        return new SimulatedRoot(disk, path, new Actor(disk.inode(path).uid, assurance));
    }

    @Override
    public String path() {
        return "/simulated" + (at.isTop() ? "" : "/" + at);
    }

    @Override
    public Assurance assurance() {
        return actor.assurance;
    }

    @Override
    public int uid() {
        return actor.uid;
    }

    @Override
    public Space space() {
        return disk.space.now();
    }

    @Override
    public Optional<String> sharedBy() {
        return disk.sharedBy;
    }

    @Override
    public boolean isReplaced() {
        return disk.isDirectory(at.toString()) && disk.inode(at.toString()) != top;
    }

    @Override
    public Directory open(Place place) throws IOException {
        if (closed) {
            throw new IllegalStateException("the root is closed");
        }
        Directory directory = new SimulatedDirectory(disk, actor, at, Place.TOP, top);
        for (Name name : place.names()) {
            try (Directory parent = directory) {
                directory = parent.open(name);
            }
        }
        return directory;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            top.opens--;
            disk.inodes.freeIfUnused(top);
        }
    }
}
