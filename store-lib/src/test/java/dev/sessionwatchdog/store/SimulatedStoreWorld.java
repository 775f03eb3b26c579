package dev.sessionwatchdog.store;

import dev.sessionwatchdog.store.lease.LapsePolicy;
import dev.sessionwatchdog.store.lease.LeaseSettings;
import dev.sessionwatchdog.store.lease.LeaseTerms;
import dev.sessionwatchdog.store.lease.Leases;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;

record SimulatedStoreWorld(SimulatedDisk disk, SimulatedTime time, Root root)
        implements StoreWorld {

    SimulatedStoreWorld(SimulatedTime time) {
        this(new SimulatedDisk(time), time);
    }

    SimulatedStoreWorld(SimulatedDisk disk, SimulatedTime time) {
        this(disk, time, SimulatedRoot.open(disk));
    }

    @Override
    public Root otherRoot() {
        return SimulatedRoot.open(disk);
    }

    @Override
    public LeaseSource leases(Duration patience) {
        LeaseSettings settings =
                new LeaseSettings(LeaseTerms.DEFAULT, LapsePolicy.DEFAULT, patience);
        return (root, store) ->
                Leases.unattended(
                        root, store, time, settings, _ -> "event", new Random(disk.calls()));
    }

    @Override
    public void mkdir(String path) {
        disk.mkdirs(path);
    }

    @Override
    public void file(String path, byte[] content) {
        disk.file(path, content);
    }

    @Override
    public void symlink(String path, String target) {
        disk.symlink(path, target);
    }

    @Override
    public void hardLink(String existing, String path) {
        disk.link(existing, path);
    }

    @Override
    public void remove(String path) {
        disk.remove(path);
    }

    @Override
    public boolean exists(String path) {
        return disk.exists(path);
    }

    @Override
    public byte[] bytes(String path) {
        return disk.read(path);
    }

    @Override
    public int mode(String path) throws IOException {
        Place place = Place.of(path);
        try (Directory parent = root.open(place.parent())) {
            return parent.look(place.name()).orElseThrow().mode();
        }
    }

    @Override
    public void close() throws IOException {
        root.close();
    }
}
