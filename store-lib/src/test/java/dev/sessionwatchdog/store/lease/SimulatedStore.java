package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/// A store on a simulated disk and the processes that use it.
final class SimulatedStore {

    static final Name E = new Name("agent%3Amain.json");
    static final Name HASH = LeasePlaces.hash(E);
    static final String STORE = "sessions.d";
    static final String LEASE = STORE + "/.leases/" + HASH;

    final SimulatedTime time;
    final SimulatedDisk disk;
    final RecordedEvents events;
    private int processes;

    private SimulatedStore(SimulatedTime time, SimulatedDisk disk, RecordedEvents events) {
        this.time = time;
        this.disk = disk;
        this.events = events;
    }

    static SimulatedStore empty() {
        SimulatedTime time = new SimulatedTime();
        return new SimulatedStore(time, new SimulatedDisk(time), new RecordedEvents());
    }

    /// What is left after a crash.
    SimulatedStore on(SimulatedDisk other) {
        SimulatedStore next = new SimulatedStore(time, other, events);
        next.processes = processes + 1000;
        return next;
    }

    static LeaseSettings settings(Duration patience) {
        return new LeaseSettings(LeaseTerms.DEFAULT, LapsePolicy.DEFAULT, patience);
    }

    /// Another process, which waits until a lease lapses and tells what it breaks.
    Leases process() throws IOException {
        return process(Duration.ofMinutes(1));
    }

    Leases process(Duration patience) throws IOException {
        return process(SimulatedRoot.open(disk), patience);
    }

    Leases process(LeaseSettings settings) throws IOException {
        return process(SimulatedRoot.open(disk), settings);
    }

    Leases process(Root root, Duration patience) throws IOException {
        return process(root, settings(patience));
    }

    private Leases process(Root root, LeaseSettings settings) throws IOException {
        return Leases.unattended(
                root,
                Place.of(STORE),
                time,
                settings,
                events,
                new Random(0x1ea5e + 31L * processes++));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    String entry() {
        return disk.text(STORE + "/" + E);
    }

    boolean hasEntry() {
        return disk.exists(STORE + "/" + E);
    }

    /// The names of all tokens of the entry's lease.
    List<Token> tokens() {
        return disk.names(LEASE).stream().flatMap(name -> Token.parse(name).stream()).toList();
    }

    Token token() {
        List<Token> all = tokens();
        if (all.size() != 1) {
            throw new AssertionError("tokens: " + all);
        }
        return all.getFirst();
    }

    static Lease granted(Claim claim) {
        if (claim instanceof Claim.Granted granted) {
            return granted.lease();
        }
        throw new AssertionError("not granted: " + claim);
    }
}
