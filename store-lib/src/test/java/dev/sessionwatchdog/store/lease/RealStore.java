package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.forensic.Origin;
import dev.sessionwatchdog.store.forensic.Rotation;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.SystemTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/// A store on the real disk: `sessions.d` in a directory, and a log for each process beside it.
final class RealStore {

    static final String STORE = "sessions.d";

    /// Short, so that tests need not wait.
    static final LeaseTerms TERMS =
            new LeaseTerms(
                    Duration.ofMillis(400),
                    Duration.ofMillis(100),
                    Duration.ofMillis(300),
                    Duration.ofSeconds(60));

    private RealStore() {}

    static Leases open(Root root, Duration patience, BreakRecorder recorder) throws IOException {
        LeaseSettings settings =
                new LeaseSettings(
                        TERMS,
                        new LapsePolicy(0.5, 5, Duration.ofSeconds(3), Duration.ofMinutes(5)),
                        patience);
        return Leases.at(root, Place.of(STORE), new SystemTime(), settings, recorder);
    }

    /// A log of this name, which stays open until the process ends.
    static BreakRecorder recorder(Path directory, String name) throws IOException {
        Root root = LocalRoot.open(directory, LocalRoot.Natives.AUTO);
        Directory top = root.open(Place.TOP);
        Directory log = top.openOrMake(new Name(name));
        Origin origin =
                new Origin(
                        name,
                        "test",
                        Optional.empty(),
                        "linux",
                        "0",
                        "test",
                        ProcessHandle.current().pid(),
                        OptionalLong.empty(),
                        "enforce",
                        false,
                        Optional.empty(),
                        "ab".repeat(32),
                        1,
                        "daemon",
                        root.uid(),
                        Optional.empty());
        return BreakRecorder.into(
                ForensicLog.open(
                        log,
                        new SystemTime(),
                        origin,
                        new Rotation(1L << 24, Duration.ofDays(1)),
                        new Random(7)));
    }
}
