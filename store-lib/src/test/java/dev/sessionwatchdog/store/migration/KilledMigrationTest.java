package dev.sessionwatchdog.store.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sessionwatchdog.store.LeaseSource;
import dev.sessionwatchdog.store.SessionStore;
import dev.sessionwatchdog.store.StoreSettings;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real process on a real disk is killed directly before its n-th system call that changes
/// something; the next one finds everything and goes on (S12; `facts/scenarios.md` S58).
class KilledMigrationTest {

    private static final boolean HUNT = Boolean.getBoolean("hunt");
    private static final int SESSIONS = HUNT ? 200 : 40;
    private static final List<String> CHANGING =
            List.of("renameat2", "fsync", "mkdirat", "unlinkat", "write");

    /// Of calls that there are many of, only some, unless one hunts: the first, some, the last.
    private static final int MOST_OF_ONE = HUNT ? Integer.MAX_VALUE : 3;

    @TempDir private Path directory = Path.of("");

    private int roots;

    private static Map<String, String> sessions() {
        Map<String, String> sessions = new TreeMap<>();
        for (int number = 0; number < SESSIONS; number++) {
            String key =
                    number % 20 == 7 ? "long".repeat(60) + number : "agent:main:subagent:" + number;
            sessions.put(key, "{\"n\":1.0, \"n\":" + number + "}");
        }
        return sessions;
    }

    private Path fresh() throws IOException {
        Path top = directory.resolve("root" + roots++);
        Path store = Files.createDirectories(top.resolve("sessions"));
        String members =
                sessions().entrySet().stream()
                        .map(it -> "\"" + it.getKey() + "\": " + it.getValue())
                        .collect(Collectors.joining(",\n"));
        Files.writeString(store.resolve("sessions.json"), "{" + members + "}\n");
        return top;
    }

    @Test
    void a_migration_that_is_killed_anywhere_is_concluded_by_the_next() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/strace")), "no strace here");
        Map<String, Integer> calls = count(fresh());
        assertThat(calls.get("fsync")).isGreaterThan(SESSIONS);
        int kills = 0;
        int inTheMiddle = 0;
        for (String call : CHANGING) {
            int all = calls.getOrDefault(call, 0);
            int most = call.equals("renameat2") ? Integer.MAX_VALUE : MOST_OF_ONE;
            for (int at : chosen(all, most)) {
                Path top = fresh();
                MigrationProcess killed =
                        MigrationProcess.run(killingAt(call, at), "64m", top.toString());
                String where = "killed before " + call + " " + at + " of " + all;
                assertThat(killed.exit()).as("%s: %s", where, killed.output()).isNotZero();
                assertThat(found(top)).as(where).isEqualTo(sessions());
                inTheMiddle += Files.exists(top.resolve("sessions/sessions.d")) ? 1 : 0;
                MigrationProgram.main(top.toString());
                assertThat(found(top)).as("%s, concluded", where).isEqualTo(sessions());
                assertThat(top.resolve("sessions/sessions.d")).isDirectory();
                assertThat(top.resolve("sessions/sessions.json")).doesNotExist();
                remove(top);
                kills++;
            }
        }
        System.out.printf(
                "killed migrations: %d kills before one of %s, %d of them with the directory in"
                        + " force%n",
                kills, calls, inTheMiddle);
        assertThat(inTheMiddle).isPositive();
    }

    private static List<Integer> chosen(int all, int most) {
        if (all <= most) {
            return IntStream.rangeClosed(1, all).boxed().toList();
        }
        return IntStream.range(0, most)
                .mapToObj(part -> 1 + (int) ((long) part * (all - 1) / (most - 1)))
                .toList();
    }

    /// The count is that of one call in one thread.
    private static List<String> killingAt(String call, int at) {
        return traced("/dev/null", "-e", "inject=" + call + ":signal=KILL:when=" + at);
    }

    private static List<String> traced(String into, String... more) {
        List<String> command = new ArrayList<>();
        command.addAll(List.of("/usr/bin/strace", "-f", "-qq", "-o", into));
        command.addAll(List.of("-e", "trace=" + String.join(",", CHANGING)));
        command.addAll(List.of(more));
        return command;
    }

    /// How many such calls the thread makes that migrates, until the migration is done.
    private Map<String, Integer> count(Path top) throws Exception {
        Path trace = directory.resolve("trace");
        MigrationProcess whole =
                MigrationProcess.run(traced(trace.toString()), "64m", top.toString());
        assertThat(whole.exit()).as(whole.output()).isZero();
        assertThat(found(top)).isEqualTo(sessions());
        List<String> lines = Files.readAllLines(trace);
        String retiring =
                lines.stream().filter(it -> it.contains(".captured")).findFirst().orElseThrow();
        String thread = retiring.substring(0, retiring.indexOf(' '));
        Map<String, Integer> calls = new TreeMap<>();
        for (String line : lines) {
            if (line.startsWith(thread + " ")) {
                String call = line.replaceAll("^\\d+ +([a-z0-9]+)\\(.*", "$1");
                if (CHANGING.contains(call) && !line.contains(" write(1, ")) {
                    calls.merge(call, 1, Integer::sum);
                }
            }
        }
        return calls;
    }

    private static Map<String, String> found(Path top) throws IOException {
        try (Root root = LocalRoot.open(top, LocalRoot.Natives.AUTO)) {
            return MigrationWorld.foundIn(
                    SessionStore.open(
                            root, Place.of("sessions"), StoreSettings.DEFAULT, LeaseSource.none()));
        }
    }

    private static void remove(Path top) throws IOException {
        try (var all = Files.walk(top)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
