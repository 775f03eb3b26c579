package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Locks of every kind, of real processes in every state, in one store under one daemon.
final class LockKindsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration TWO_LOOKS = Duration.ofSeconds(2);
    private static final Duration BUSY = Duration.ofSeconds(3);

    @TempDir private Path directory;
    private final List<Owner> owners = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private GatewayTree tree = new GatewayTree(Path.of(""), Path.of(""), 0);

    @BeforeEach
    void a_store() throws Exception {
        tree = GatewayTree.in(directory.resolve("root"), "main");
    }

    @AfterEach
    void everybody_ends() {
        owners.forEach(Owner::close);
        processes.forEach(process -> {
            process.descendants().toList().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
    }

    @Test
    void every_lock_is_judged_by_what_its_owner_really_does() throws Exception {
        Installed installed = Installed.in(directory.resolve("home"), Installed.SHORT_LOCKS);
        Optional<Path> reused = reused("reused");
        try (RunningDaemon daemon = RunningDaemon.start(installed, tree.root())) {
            Owner undeclared = owner("undeclared", Owner.UNDECLARED);
            Owner declared = owner("declared", ",\"maxHoldMs\":3000");
            Owner leaks = owner("leaks", ",\"maxHoldMs\":600000");
            Owner paused = beating("paused", Owner.leased(2_000, 500));
            Owner dies = owner("dies", ",\"maxHoldMs\":600000");
            Owner child = zombie("zombie");
            Path recycled = forged("recycled");
            Path empty = tree.session("main", "empty");
            Path half = tree.session("main", "half");
            Path open = tree.session("main", "open");
            Instant made = Instant.now();
            Files.createFile(empty);
            Files.writeString(half, "{\"pid\":12");
            NavigableMap<String, Snapshot.Entry> transcripts = transcripts();
            try (RandomAccessFile _ = new RandomAccessFile(open.toFile(), "rw")) {
                await().atMost(PATIENCE).until(() -> looks(installed) > 0);
                leaks.say("close");
                paused.signal("STOP");
                Instant died = Instant.now();
                dies.kill();
                child.process().children().forEach(ProcessHandle::destroyForcibly);

                Map<Path, Duration> gone =
                        untilGone(
                                List.of(
                                        dies.lock(),
                                        child.lock(),
                                        recycled,
                                        empty,
                                        half,
                                        leaks.lock(),
                                        undeclared.lock(),
                                        declared.lock()),
                                made);
                gone.forEach((lock, after) ->
                        System.out.printf("LockKindsIT: %s after %s%n", name(lock), after));
                assertThat(after(gone, dies.lock()).minus(Duration.between(made, died)))
                        .isLessThan(TWO_LOOKS.plus(BUSY));
                assertThat(after(gone, empty)).isGreaterThan(Duration.ofSeconds(3));
                assertThat(after(gone, half)).isGreaterThan(Duration.ofSeconds(3));
                assertThat(after(gone, undeclared.lock())).isGreaterThan(Duration.ofSeconds(5));
                assertThat(after(gone, declared.lock())).isGreaterThan(Duration.ofSeconds(6));

                assertThatItWas(installed, dies.lock(), "dead-owner");
                assertThatItWas(installed, child.lock(), "dead-owner-zombie");
                assertThatItWas(installed, recycled, "recycled-pid");
                if (reused.isPresent()) {
                    await().atMost(PATIENCE).until(() -> !Files.exists(reused.get()));
                    assertThatItWas(installed, reused.get(), "recycled-pid");
                }
                assertThatItWas(installed, empty, "missing-owner");
                assertThatItWas(installed, half, "missing-owner");
                assertThatItWas(installed, leaks.lock(), "leaked-by-live-owner");
                assertThatItWas(installed, undeclared.lock(), "live-owner-lease-lapsed");
                assertThatItWas(installed, declared.lock(), "live-owner-lease-lapsed");

                assertThat(open).exists();
                assertThat(installed.told("lock.break", open)).contains("observed open-handle");
                await().atMost(PATIENCE)
                        .until(() ->
                                installed
                                        .told("lock.break", paused.lock())
                                        .contains("observed owner-paused"));
                assertThat(paused.lock()).exists();
                paused.signal("CONT");
                pause(Duration.ofSeconds(6));
                assertThat(paused.lock()).exists();
                assertThat(installed.told("lock.break", paused.lock()))
                        .containsExactly("observed owner-paused");
            }
            for (Owner alive : List.of(undeclared, declared, leaks)) {
                assertThat(alive.isAlive()).isTrue();
                assertThat(alive.signals()).isEmpty();
            }
            assertThat(transcripts()).isEqualTo(transcripts);
            assertThat(daemon.terminate()).isEqualTo(143);
        }
        assertThat(installed.run("events", "verify").exitCode()).isZero();
    }

    /// The zombie that leads working threads is an owner that lives (`measurements.md` F.10).
    @Test
    void a_leader_that_ended_before_its_threads_is_no_dead_owner() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/gcc")),
                "no gcc: ProcStat's own test checks that a zombie with threads lives");
        Path lock = tree.session("main", "threads");
        Path program = directory.resolve("threads");
        Path source = Files.writeString(directory.resolve("threads.c"), THREADS);
        assertThat(
                        new ProcessBuilder(
                                        "/usr/bin/gcc",
                                        "-pthread",
                                        "-o",
                                        program.toString(),
                                        source.toString())
                                .start()
                                .waitFor())
                .isZero();
        Process leader = new ProcessBuilder(program.toString(), lock.toString()).start();
        processes.add(leader);
        await().atMost(PATIENCE).until(() -> Files.exists(lock) && stateOf(leader.pid()) == 'Z');
        Installed installed = Installed.in(directory.resolve("home"), Installed.SHORT_LOCKS);
        try (RunningDaemon _ = RunningDaemon.start(installed, tree.root())) {
            pause(Duration.ofSeconds(4));
            assertThat(lock).exists();
            assertThat(installed.told("lock.break", lock)).isEmpty();
        }
    }

    private static final String THREADS =
            """
            #include <pthread.h>
            #include <stdio.h>
            #include <unistd.h>
            static void *work(void *unused) { sleep(600); return unused; }
            int main(int count, char **arguments) {
              pthread_t thread;
              FILE *lock = fopen(arguments[count - 1], "wx");
              fprintf(lock, "{\\"pid\\":%d,\\"maxHoldMs\\":600000}", getpid());
              fflush(lock);
              pthread_create(&thread, 0, work, 0);
              pthread_exit(0);
            }
            """;

    private static char stateOf(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }

    private Owner owner(String id, String members) throws IOException {
        Owner owner = Owner.silent(directory, tree.session("main", id), members);
        owners.add(owner);
        return owner;
    }

    private Owner beating(String id, String members) throws IOException {
        Path work = Files.createTempFile(directory, "owner", ".work");
        Owner owner = Owner.beating(directory, tree.session("main", id), work, members);
        owners.add(owner);
        return owner;
    }

    /// An owner whose parent never asks for it once it has ended.
    private Owner zombie(String id) throws IOException {
        Owner owner =
                Owner.silent(
                        directory,
                        tree.session("main", id),
                        ",\"maxHoldMs\":600000",
                        "/bin/bash",
                        "-c",
                        "exec 3<&0; \"$@\" <&3 & exec sleep 600",
                        "parent");
        owners.add(owner);
        return owner;
    }

    /// What a dead owner's lock looks like whose process id was given to somebody else.
    private Path forged(String id) throws IOException {
        Process stranger = new ProcessBuilder("/bin/sleep", "600").start();
        processes.add(stranger);
        Path lock = tree.session("main", id);
        Files.writeString(
                lock,
                "{\"pid\":"
                        + stranger.pid()
                        + ",\"createdAt\":\"2026-01-01T00:00:00Z\","
                        + "\"starttime\":1}");
        return lock;
    }

    /// The lock of an owner that was killed and whose process id the kernel has given to another;
    /// nothing where it cannot be brought to that.
    private Optional<Path> reused(String id) throws Exception {
        Path last = Path.of("/proc/sys/kernel/ns_last_pid");
        Owner owner = owner(id, ",\"maxHoldMs\":600000");
        long pid = owner.process().pid();
        owner.kill();
        for (int tries = 0; tries < 50 && Files.isWritable(last); tries++) {
            Files.writeString(last, Long.toString(pid - 1));
            Process stranger = new ProcessBuilder("/bin/sleep", "600").start();
            processes.add(stranger);
            if (stranger.pid() == pid) {
                return Optional.of(owner.lock());
            }
            stranger.destroyForcibly();
        }
        System.out.println("LockKindsIT: no process id was used twice; one is only forged");
        Files.delete(owner.lock());
        return Optional.empty();
    }

    private static long looks(Installed installed) throws IOException {
        return installed.events("sweep.summary").size();
    }

    private static Map<Path, Duration> untilGone(List<Path> locks, Instant since) {
        Map<Path, Duration> gone = new LinkedHashMap<>();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> {
                    for (Path lock : locks) {
                        if (!gone.containsKey(lock) && !Files.exists(lock)) {
                            gone.put(lock, Duration.between(since, Instant.now()));
                        }
                    }
                    assertThat(gone.keySet()).containsAll(locks);
                });
        return gone;
    }

    private static Duration after(Map<Path, Duration> gone, Path lock) {
        return Objects.requireNonNull(gone.get(lock));
    }

    private static void assertThatItWas(Installed installed, Path lock, String verdict)
            throws IOException {
        assertThat(installed.told("lock.break", lock))
                .as("%s", name(lock))
                .containsExactly("intent " + verdict, "done ");
    }

    private NavigableMap<String, Snapshot.Entry> transcripts() throws IOException {
        NavigableMap<String, Snapshot.Entry> files = Snapshot.files(tree.root());
        files.keySet().removeIf(file -> file.endsWith(".lock"));
        return files;
    }

    private static String name(Path lock) {
        return String.valueOf(lock.getFileName());
    }

    private static void pause(Duration duration) {
        await().atMost(duration.plusSeconds(5)).pollDelay(duration).until(() -> true);
    }
}
