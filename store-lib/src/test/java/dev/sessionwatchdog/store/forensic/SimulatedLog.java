package dev.sessionwatchdog.store.forensic;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/// A log directory on a simulated disk.
final class SimulatedLog {

    static final Rotation LARGE = new Rotation(1L << 30, Duration.ofDays(1));
    static final String ACTIVE = "log/events.jsonl";
    static final String HEAD = "log/events.head";

    final SimulatedTime time;
    final SimulatedDisk disk;

    private SimulatedLog(SimulatedTime time, SimulatedDisk disk) {
        this.time = time;
        this.disk = disk;
        disk.mkdirs("log");
    }

    static SimulatedLog empty() {
        SimulatedTime time = new SimulatedTime();
        return new SimulatedLog(time, new SimulatedDisk(time));
    }

    SimulatedLog on(SimulatedDisk other) {
        return new SimulatedLog(time, other);
    }

    /// A committed log with this many events.
    static SimulatedLog with(int events) throws IOException {
        SimulatedLog log = empty();
        log.write(LARGE, events);
        return log;
    }

    void write(Rotation rotation, int events) throws IOException {
        try (ForensicLog writer = open(rotation)) {
            for (int i = 0; i < events; i++) {
                writer.append(SomeEvent.observed("event " + i));
                writer.commit();
            }
        }
    }

    Directory directory() throws IOException {
        return SimulatedRoot.open(disk).open(Place.of("log"));
    }

    ForensicLog open(Rotation rotation) throws IOException {
        return ForensicLog.open(directory(), time, origin("enforce"), rotation, new Random(7));
    }

    static Origin origin(String mode) {
        return new Origin(
                "chain-1",
                "edge-1",
                Optional.of("9f1c"),
                "linux",
                "1.0.0",
                "openclaw",
                811,
                OptionalLong.of(20417),
                mode,
                false,
                Optional.empty(),
                "ab".repeat(32),
                3,
                "daemon",
                1000,
                Optional.empty());
    }

    /// Finished segments that have no seal.
    List<String> unsealed() {
        return disk.names("log").stream()
                .map(Name::value)
                .filter(name -> name.matches("events-\\d{12}\\.jsonl"))
                .filter(name -> !disk.exists("log/" + name.replace(".jsonl", ".seal")))
                .toList();
    }

    Verification verify() throws IOException {
        return ForensicVerifier.verify(directory());
    }

    ForensicReader reader() throws IOException {
        return new ForensicReader(directory());
    }

    List<RawLine> lines() throws IOException {
        List<RawLine> lines = new ArrayList<>();
        reader().oldestFirst(lines::add);
        return lines;
    }

    List<String> messages() throws IOException {
        return lines().stream()
                .filter(line -> line.form() == RawLine.Form.WHOLE)
                .map(SimulatedLog::message)
                .toList();
    }

    static String message(RawLine line) {
        return Json.scalars(line.bytes(), java.util.Set.of())
                .orElseThrow()
                .getOrDefault("message", "");
    }

    /// The raw lines of the active segment, each with its newline.
    List<String> activeLines() {
        return new ArrayList<>(disk.text(ACTIVE).lines().map(line -> line + "\n").toList());
    }

    void putActive(List<String> lines) {
        disk.file(ACTIVE, String.join("", lines));
    }
}
