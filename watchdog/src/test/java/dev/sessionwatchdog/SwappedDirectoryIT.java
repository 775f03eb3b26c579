package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.host.SystemProcesses;
import dev.sessionwatchdog.observation.Pressure;
import dev.sessionwatchdog.sim.Configs;
import dev.sessionwatchdog.store.forensic.ForensicLog;
import dev.sessionwatchdog.store.forensic.Origin;
import dev.sessionwatchdog.store.forensic.Rotation;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.time.SystemTime;
import dev.sessionwatchdog.sweep.RootGuard;
import dev.sessionwatchdog.sweep.SweepRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The store directory is swapped for another one outside the root, back and forth, while sweeps go
/// on: what is outside has the same names and looks just as ripe, and nothing of it may change
/// (S8).
///
/// `-Dswaps=1000000` makes it the long form.
final class SwappedDirectoryIT {

    private static final int SWAPS = Integer.getInteger("swaps", 10_000);
    private static final int MOUNTS = Math.max(100, SWAPS / 100);
    private static final int TEMPS = 40;
    private static final Permission GRANTED = new Permission.Granted();

    @TempDir private Path directory;
    private final Random random = new Random(8);
    private GatewayTree inside = new GatewayTree(Path.of(""), Path.of(""), 0);
    private GatewayTree outside = inside;

    @BeforeEach
    void two_trees_that_look_alike() throws IOException {
        inside = GatewayTree.in(directory.resolve("root"), "a", "b");
        outside = GatewayTree.in(directory.resolve("outside"), "a");
        fill(outside, outside.sessions("a"));
    }

    @Test
    void nothing_outside_changes_while_a_directory_is_swapped_for_a_link() throws Exception {
        Map<String, Snapshot.Entry> before = Snapshot.everything(outside.root());
        Path link = inside.sessions("a").resolveSibling("link");
        Files.createSymbolicLink(link, outside.sessions("a"));

        Work work = sweepWhile(() -> swap(SWAPS));

        work.print("links", SWAPS);
        assertThat(Snapshot.everything(outside.root())).isEqualTo(before);
        assertThat(work.reaped).isPositive();
        Files.delete(link);
    }

    @Test
    void nothing_outside_changes_while_another_directory_is_mounted_over_it() throws Exception {
        Path sessions = inside.sessions("a");
        assumeTrue(
                command("mount", "--bind", outside.sessions("a").toString(), sessions.toString()),
                "bind mounts need root in a namespace that may mount");
        assumeTrue(command("umount", "-l", sessions.toString()), "umount");
        Map<String, Snapshot.Entry> before = Snapshot.everything(outside.root());

        Work work = sweepWhile(() -> mount(MOUNTS));

        work.print("mounts", MOUNTS);
        assertThat(Snapshot.everything(outside.root())).isEqualTo(before);
        assertThat(work.reaped).isPositive();
    }

    private void fill(GatewayTree tree, Path sessions) throws IOException {
        for (int i = 0; i < TEMPS; i++) {
            String name =
                    i % 2 == 0
                            ? "sessions.json." + GatewayTree.uuid(i) + ".tmp"
                            : ".fs-safe-replace."
                                    + tree.deadPid()
                                    + "."
                                    + GatewayTree.uuid(i)
                                    + ".tmp";
            if (!Files.exists(sessions.resolve(name))) {
                tree.place(sessions.resolve(name), "temp " + i, Duration.ofHours(5));
            }
        }
    }

    private int swap(int times) throws IOException {
        Path sessions = inside.sessions("a");
        Path aside = sessions.resolveSibling("aside");
        Path link = sessions.resolveSibling("link");
        for (int swap = 0; swap < times; swap++) {
            rename(sessions, aside);
            rename(link, sessions);
            LockSupport.parkNanos(random.nextInt(200_000));
            rename(sessions, link);
            if (swap % 20 == 0) {
                fill(inside, aside);
            }
            rename(aside, sessions);
            LockSupport.parkNanos(random.nextInt(200_000));
        }
        return times;
    }

    private static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    private int mount(int times) throws IOException, InterruptedException {
        String sessions = inside.sessions("a").toString();
        String foreign = outside.sessions("a").toString();
        for (int swap = 0; swap < times; swap++) {
            fill(inside, inside.sessions("a"));
            LockSupport.parkNanos(random.nextInt(5_000_000));
            assertThat(command("mount", "--bind", foreign, sessions)).isTrue();
            LockSupport.parkNanos(random.nextInt(5_000_000));
            assertThat(command("umount", "-l", sessions)).isTrue();
        }
        return times;
    }

    private static boolean command(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    /// Something that may fail like anything on a disk.
    private interface Disturbance {
        int go() throws IOException, InterruptedException;
    }

    private static final class Work {
        private int sweeps;
        private int reaped;
        private int overtaken;
        private int refused;

        private void print(String what, int times) {
            System.out.printf(
                    "SwappedDirectoryIT: %d %s, %d sweeps, %d reaped, %d overtaken, %d failed%n",
                    times, what, sweeps, reaped, overtaken, refused);
        }
    }

    private Work sweepWhile(Disturbance disturbance) throws Exception {
        Work work = new Work();
        Path events = Files.createDirectories(directory.resolve("events"));
        Config config = config();
        SystemTime time = new SystemTime();
        try (Root logRoot = LocalRoot.open(events, LocalRoot.Natives.AUTO);
                Directory logDirectory = logRoot.open(Place.TOP);
                ForensicLog log =
                        ForensicLog.open(
                                logDirectory,
                                time,
                                origin(),
                                new Rotation(64 << 20, Duration.ofDays(1)),
                                random);
                RootGuard guard =
                        RootGuard.take(
                                LocalRoot.open(inside.root(), LocalRoot.Natives.AUTO),
                                config,
                                config.roots().getFirst(),
                                time,
                                new SystemProcesses(true),
                                Pressure.unknown(),
                                log,
                                random,
                                () -> false,
                                Optional.empty())) {
            CompletableFuture<Integer> swaps =
                    CompletableFuture.supplyAsync(() -> {
                        try {
                            return disturbance.go();
                        } catch (IOException | InterruptedException failure) {
                            throw new IllegalStateException(failure);
                        }
                    });
            while (!swaps.isDone()) {
                SweepRecord record = guard.sweep(GRANTED);
                guard.sweeping().promise(Duration.ZERO, Duration.ZERO);
                work.sweeps++;
                work.reaped += record.tally().applied();
                work.overtaken += record.tally().skipped();
                work.refused += record.tally().failed();
            }
            swaps.get();
        }
        return work;
    }

    /// Nothing has to be old, and the ten minutes after a boot do not count.
    private static Config config() {
        Config config = Configs.defaults();
        Config drill = config.withTmp(noWaiting(config.tmp()));
        return new Config(
                drill.mode(),
                true,
                drill.roots(),
                drill.watch(),
                drill.tmp(),
                drill.locks(),
                drill.leases(),
                drill.migrate(),
                drill.quarantine(),
                drill.events(),
                drill.metrics(),
                drill.notification(),
                drill.limits());
    }

    private static Config.Tmp noWaiting(Config.Tmp tmp) {
        return new Config.Tmp(
                true,
                Duration.ofMillis(1),
                Duration.ZERO,
                tmp.action(),
                tmp.maxPerSweep(),
                new Config.Rate(1_000_000, 1L << 40, false));
    }

    private static Origin origin() {
        return new Origin(
                "swd-swapped",
                "test",
                Optional.empty(),
                "linux",
                "0",
                "test",
                ProcessHandle.current().pid(),
                OptionalLong.empty(),
                "enforce",
                true,
                Optional.empty(),
                "0".repeat(64),
                1,
                "daemon",
                0,
                Optional.empty());
    }
}
