package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The very bytes of locks that real gateways of three versions wrote (`planted-stale-locks` and
/// `captured-in-flight`), put in place: with the recorded owners, who are dead, and with a living
/// one that has them open, or has let them go a moment ago.
final class FixtureLocksIT {

    @TempDir private Path directory;
    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void everybody_ends() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void locks_of_the_dead_go_and_those_of_the_living_stay() throws Exception {
        judge("AUTO");
    }

    @Test
    void without_native_calls_they_go_and_stay_all_the_same() throws Exception {
        judge("off");
    }

    private void judge(String natives) throws Exception {
        List<Path> dead = place("dead", UpstreamTree::nobodysLock, true);
        Process owner = new ProcessBuilder("/bin/bash", "-c", HOLDER).start();
        processes.add(owner);
        List<Path> held = place("held", payload -> of(owner, payload), false);
        List<Path> young = place("young", payload -> of(owner, payload), false);
        hold(owner, held);
        Path root = directory.resolve("root");
        NavigableMap<String, Snapshot.Entry> expected = Snapshot.files(root);
        dead.forEach(lock -> expected.remove(root.relativize(lock).toString()));
        Installed installed =
                Installed.in(
                                directory.resolve("home"),
                                "locks: { confirm_gap: 1s, max_per_sweep: 100 }\n")
                        .with("SESSION_WATCHDOG_NATIVE", natives);

        Launched sweep = installed.run("sweep", "--root", root.toString());

        assertThat(sweep.exitCode()).as("%s", sweep).isZero();
        assertThat(dead).hasSizeGreaterThanOrEqualTo(20);
        assertThat(young).hasSameSizeAs(dead);
        assertThat(Snapshot.files(root)).isEqualTo(expected);
        assertThat(installed.events("lock.break", "intent"))
                .hasSameSizeAs(dead)
                .allSatisfy(event -> {
                    assertThat(event.path("event").path("reason").asString(""))
                            .startsWith("dead-owner");
                    assertThat(event.path("degraded").asBoolean(false))
                            .isEqualTo(natives.equals("off"));
                });
    }

    /// Puts every saved lock into a store of its version; those of zero bytes too, which nobody
    /// judges before their grace is over.
    ///
    /// @return those that say something
    private List<Path> place(String agent, Payload payload, boolean asOld) throws IOException {
        List<Path> placed = new ArrayList<>();
        int number = 0;
        for (UpstreamTree tree : UpstreamTree.all()) {
            for (UpstreamTree.Saved saved : tree.files()) {
                boolean sample = tree.name().matches(".*/(planted-stale-locks|captured-in-flight)");
                if (!sample
                        || !saved.place().endsWith(".lock")
                        || saved.place().startsWith("tmp")) {
                    continue;
                }
                boolean index = saved.place().endsWith("sessions.json.lock");
                Path store = store(agent + ++number);
                String name = index ? "sessions.json.lock" : "s" + number + ".jsonl.lock";
                String bytes = tree.payload(saved);
                Path lock = Files.writeString(store.resolve(name), payload.written(bytes));
                if (asOld) {
                    Files.setLastModifiedTime(lock, FileTime.from(saved.mtime()));
                }
                if (!bytes.isEmpty()) {
                    placed.add(lock);
                }
            }
        }
        return placed;
    }

    private Path store(String agent) throws IOException {
        Path store =
                Files.createDirectories(directory.resolve("root/agents").resolve(agent))
                        .resolve("sessions");
        Files.createDirectory(store);
        Files.writeString(store.resolve("sessions.json"), "{}");
        return store;
    }

    /// What somebody writes into a lock who lives and has just taken it.
    private static String of(Process owner, String payload) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(owner.pid()), "stat"));
        String start = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
        return UpstreamTree.PID
                .matcher(payload)
                .replaceFirst("\"pid\": " + owner.pid())
                .replaceFirst("\"starttime\": [0-9]+", "\"starttime\": " + start)
                .replaceFirst(
                        "\"createdAt\": \"[^\"]+\"",
                        "\"createdAt\": \"" + Instant.now().truncatedTo(ChronoUnit.MILLIS) + "\"");
    }

    private static final String HOLDER =
            """
            while read -r file; do
              [ -z "$file" ] && echo held && continue
              exec {descriptor}<> "$file"
            done
            """;

    /// Makes it open them all and keep them open.
    private static void hold(Process owner, List<Path> locks) throws IOException {
        var to = owner.outputWriter(StandardCharsets.UTF_8);
        for (Path lock : locks) {
            to.append(lock.toString()).append('\n');
        }
        to.append('\n').flush();
        assertThat(owner.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("held");
    }

    @FunctionalInterface
    private interface Payload {
        String written(String recorded) throws IOException;
    }
}
