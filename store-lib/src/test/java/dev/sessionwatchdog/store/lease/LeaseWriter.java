package dev.sessionwatchdog.store.lease;

import dev.sessionwatchdog.store.root.DisturbedRoot;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.ProcessSignals;
import dev.sessionwatchdog.store.root.Root;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.SplittableRandom;

/// A process of its own that appends its line to entries, one read and one commit under a lease at
/// a time, and writes down what was answered. Before some renames it stops itself.
public final class LeaseWriter {

    static final int ENTRIES = 4;
    private static final int ROUND_BYTES = 4_000;

    private final Path top;
    private final boolean fenced;
    private final String name;
    private final SplittableRandom random;
    private final int[] rounds = new int[ENTRIES];
    private int lines;

    private LeaseWriter(Path top, boolean fenced, String name, long seed) {
        this.top = top;
        this.fenced = fenced;
        this.name = name;
        this.random = new SplittableRandom(seed);
    }

    public static void main(String[] arguments) throws Exception {
        new LeaseWriter(
                        Path.of(arguments[0]),
                        arguments[1].equals("fenced"),
                        arguments[2],
                        Long.parseLong(arguments[3]))
                .run();
    }

    private void stopSometimes(int oneIn) {
        if (random.nextInt(oneIn) == 0) {
            ProcessSignals.send(ProcessHandle.current().pid(), ProcessSignals.STOP);
        }
    }

    private void run() throws Exception {
        Root root =
                DisturbedRoot.proven(
                        top, (from, _) -> stopSometimes(from.endsWith(".tmp") ? 6 : 60));
        BreakRecorder recorder = RealStore.recorder(top, "log-" + name);
        try (FileOutputStream report =
                        new FileOutputStream(top.resolve("report-" + name).toFile());
                Leases leases = RealStore.open(root, Duration.ofMillis(50), recorder)) {
            while (System.in.available() == 0) {
                int entry = random.nextInt(ENTRIES);
                leases.with(entryName(entry), lease -> append(lease, report, entry));
            }
        }
    }

    private Name entryName(int entry) {
        return new Name("e" + entry + "-" + rounds[entry] + ".json");
    }

    private boolean append(Lease lease, FileOutputStream report, int entry) throws IOException {
        for (int commits = 1 + random.nextInt(2); commits > 0; commits--) {
            String before = read(lease.entry());
            String line = lease.fence() + " " + name + "-" + lines++ + "\n";
            byte[] content = (before + line).getBytes(StandardCharsets.UTF_8);
            Commit commit = fenced ? lease.commit(content) : commitUnfenced(lease, content);
            if (commit instanceof Commit.Committed) {
                report.write((lease.entry() + " " + line).getBytes(StandardCharsets.UTF_8));
            }
            rounds[entry] += content.length > ROUND_BYTES ? 1 : 0;
        }
        return true;
    }

    /// How it is done without a fence: look whether the lease still stands, then rename.
    private Commit commitUnfenced(Lease lease, byte[] content) throws IOException {
        Path temp = top.resolve("temp-" + name);
        Files.write(temp, content);
        lease.progress();
        if (lease.loss().isPresent()) {
            return new Commit.Lost(lease.loss().get());
        }
        stopSometimes(6);
        Files.move(temp, entry(lease.entry()), StandardCopyOption.ATOMIC_MOVE);
        return new Commit.Committed(lease.fence());
    }

    private Path entry(Name entry) {
        return top.resolve(RealStore.STORE).resolve(entry.value());
    }

    private String read(Name entry) throws IOException {
        try {
            return Files.readString(entry(entry));
        } catch (NoSuchFileException absent) {
            return "";
        }
    }
}
