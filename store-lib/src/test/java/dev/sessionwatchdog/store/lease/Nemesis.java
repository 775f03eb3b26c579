package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.lease.Standing.Credit;
import dev.sessionwatchdog.store.lease.Standing.Ground;
import dev.sessionwatchdog.store.lease.Standing.Lapsed;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.ProcessSignals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Starts the writers, disturbs them, breaks their leases, and then judges by the files alone.
final class Nemesis implements AutoCloseable {

    private static final int WRITERS = 4;

    private final Path top;
    private final String mode;
    private final SplittableRandom random;
    private final List<Process> writers = new ArrayList<>();
    private final List<Snapshot> snapshots = new ArrayList<>();
    private int started;
    private int killed;

    /// How much of the closed generations stood in an entry directly after a break.
    private record Snapshot(String entry, long closed, long lines) {}

    /// What the referee found.
    ///
    /// @param committed lines that writers were told to be committed
    /// @param late lines of a generation that came after it was closed
    /// @param lost lines that were told to be committed and are not there
    /// @param unordered lines that stand behind those of a later generation
    record Tally(
            int breaks, int committed, int killed, long late, long lost, long unordered, long ms) {}

    Nemesis(Path top, String mode, long seed) {
        this.top = top;
        this.mode = mode;
        this.random = new SplittableRandom(seed);
    }

    Tally run(int breaks) throws Exception {
        long begun = System.nanoTime();
        BreakRecorder recorder = RealStore.recorder(top, "log-breaker");
        try (var root = LocalRoot.open(top, LocalRoot.Natives.AUTO);
                Leases breaker = RealStore.open(root, Duration.ZERO, recorder)) {
            while (writers.size() < WRITERS) {
                writers.add(start());
            }
            int broken = 0;
            long deadline = begun + TimeUnit.MINUTES.toNanos(10);
            while (broken < breaks && System.nanoTime() < deadline) {
                disturb();
                broken += breakOne(breaker) ? 1 : 0;
                if (random.nextInt(400) == 0) {
                    replace(random.nextInt(WRITERS));
                }
            }
            end();
            long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
            return judge(broken, millis);
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LeaseWriter.class.getName(),
                        top.toString(),
                        mode,
                        "w" + started++,
                        Long.toString(random.nextLong()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void replace(int writer) throws IOException, InterruptedException {
        ProcessSignals.send(writers.get(writer).pid(), ProcessSignals.KILL);
        writers.get(writer).waitFor();
        killed++;
        writers.set(writer, start());
    }

    /// Whoever stopped goes on at some later time; others are stopped wherever they are.
    private void disturb() throws InterruptedException {
        LockSupport.parkNanos(random.nextLong(2_000_000));
        for (Process writer : writers) {
            int chance = random.nextInt(12);
            if (chance == 0) {
                ProcessSignals.send(writer.pid(), ProcessSignals.STOP);
            } else if (chance <= 3) {
                ProcessSignals.send(writer.pid(), ProcessSignals.CONTINUE);
            }
            if (!writer.isAlive()) {
                throw new AssertionError("a writer ended with " + writer.waitFor());
            }
        }
    }

    private List<String> entries() throws IOException {
        try (Stream<Path> all = Files.list(top.resolve(RealStore.STORE))) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private boolean breakOne(Leases breaker) throws IOException {
        List<String> entries = entries();
        if (entries.isEmpty()) {
            return false;
        }
        String entry = entries.get(random.nextInt(entries.size()));
        if (breaker.look(new Name(entry)) instanceof LeaseLook.Held held) {
            Lapsed now = new Lapsed(Ground.REQUESTED, Credit.NONE, held.sighting());
            if (breaker.breakLease(new Name(entry), now) instanceof BreakOutcome.Broken broken) {
                long closed = broken.generation();
                snapshots.add(new Snapshot(entry, closed, upTo(closed, lines(entry))));
                return true;
            }
        }
        return false;
    }

    private List<String> lines(String entry) throws IOException {
        try {
            return Files.readAllLines(top.resolve(RealStore.STORE).resolve(entry));
        } catch (NoSuchFileException absent) {
            return List.of();
        }
    }

    private static long fence(String line) {
        return Long.parseLong(line.substring(0, line.indexOf(' ')));
    }

    private static long upTo(long generation, List<String> lines) {
        return lines.stream().filter(line -> fence(line) <= generation).count();
    }

    /// Everybody goes on, so that all that is late can still come, and ends by itself.
    private void end() throws IOException, InterruptedException {
        for (Process writer : writers) {
            writer.getOutputStream().write('q');
            writer.getOutputStream().flush();
        }
        for (Process writer : writers) {
            while (!writer.waitFor(20, TimeUnit.MILLISECONDS)) {
                ProcessSignals.send(writer.pid(), ProcessSignals.CONTINUE);
            }
            assertEnded(writer);
        }
    }

    private static void assertEnded(Process writer) {
        if (writer.exitValue() != 0) {
            throw new AssertionError("a writer ended with " + writer.exitValue());
        }
    }

    private Tally judge(int breaks, long millis) throws IOException {
        long late = 0;
        for (Snapshot snapshot : snapshots) {
            late += Math.max(0, upTo(snapshot.closed, lines(snapshot.entry)) - snapshot.lines);
        }
        long unordered = 0;
        Set<String> present = new HashSet<>();
        for (String entry : entries()) {
            long newest = 0;
            for (String line : lines(entry)) {
                present.add(entry + " " + line);
                unordered += fence(line) < newest ? 1 : 0;
                newest = Math.max(newest, fence(line));
            }
        }
        int committed = 0;
        long lost = 0;
        for (int writer = 0; writer < started; writer++) {
            Path report = top.resolve("report-w" + writer);
            if (Files.exists(report)) {
                for (String line : Files.readAllLines(report)) {
                    committed++;
                    lost += present.contains(line) ? 0 : 1;
                }
            }
        }
        return new Tally(breaks, committed, killed, late, lost, unordered, millis);
    }

    @Override
    public void close() {
        writers.forEach(Process::destroyForcibly);
    }
}
