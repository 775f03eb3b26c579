package dev.sessionwatchdog.incident;

import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.forensic.Origin;
import dev.sessionwatchdog.store.forensic.Rotation;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/// A log on a real disk, written by the real writer; every event comes a minute after the last.
public final class RealLog implements Closeable {

    public final SimulatedTime time =
            new SimulatedTime(Instant.parse("2026-05-28T20:36:07.433Z"), Duration.ofHours(3));
    public final Directory directory;
    private final Root root;
    private final ForensicLog log;

    private RealLog(Path path, Rotation rotation) throws IOException {
        Files.createDirectories(path);
        root = LocalRoot.open(path, LocalRoot.Natives.AUTO);
        directory = root.open(Place.TOP);
        log = ForensicLog.open(directory, time, origin(), rotation, new Random(5));
    }

    public static RealLog in(Path path) throws IOException {
        return new RealLog(path, new Rotation(1 << 20, Duration.ofDays(1)));
    }

    public static RealLog in(Path path, int segmentBytes) throws IOException {
        return new RealLog(path, new Rotation(segmentBytes, Duration.ofDays(1)));
    }

    private static Origin origin() {
        return new Origin(
                "chain-1",
                "edge-1",
                Optional.empty(),
                "linux",
                "1.0.0",
                "openclaw",
                811,
                OptionalLong.of(7),
                "enforce",
                true,
                Optional.of("6a4b"),
                "ab".repeat(32),
                1,
                "daemon",
                1000,
                Optional.of("run"));
    }

    public String write(WrittenEvent event) throws IOException {
        String id = log.append(event);
        log.commit();
        time.advance(Duration.ofMinutes(1));
        return id;
    }

    @Override
    public void close() throws IOException {
        try (Root _ = root;
                Directory _ = directory;
                ForensicLog _ = log) {}
    }
}
