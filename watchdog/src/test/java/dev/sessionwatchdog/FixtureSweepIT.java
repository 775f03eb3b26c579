package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One `sweep` over copies of what real gateways left on disk: temps and the one lock that nobody
/// waits for go as the MANIFEST says, and everything else stays the same file, to the inode and the
/// nanosecond.
final class FixtureSweepIT {

    private static final List<String> WITH_ORPHANS =
            List.of("2026.3.13/orphan-tmp", "2026.5.22/orphan-tmp", "2026.6.11/orphan-tmp");

    /// The one whose temps do not name their writer.
    private static final String WITHOUT_PID = "2026.3.13/orphan-tmp";

    /// The same looks at locks, closer together.
    private static final String SHORT = "locks: { confirm_gap: 1s }\n";

    /// The lock of a writer that was killed; the one tree that has it is `2026.3.13/orphan-tmp`.
    private static final String DEAD_LOCK = "agents/main/sessions/sessions.json.lock";

    @TempDir private Path directory;

    @Test
    void orphans_go_and_every_other_file_of_every_tree_stays_as_it_is() throws Exception {
        Instant fiveHoursAgo = Instant.now().minus(Duration.ofHours(5));
        List<Path> roots = new ArrayList<>();
        for (UpstreamTree tree : UpstreamTree.all()) {
            roots.add(tree.copyTo(directory.resolve("roots").resolve(tree.name()), fiveHoursAgo));
        }
        assertThat(roots).hasSizeGreaterThanOrEqualTo(15);

        Sweep sweep = sweep("AUTO", roots);

        for (Path root : roots) {
            boolean orphans = root.endsWith("orphan-tmp");
            sweep.assertThatOnlyTempsAreGone(root, orphans);
        }
        assertThat(sweep.installed.events("tmp.reap", "done")).hasSize(5);
        assertThat(sweep.installed.events("lock.break", "done"))
                .singleElement()
                .satisfies(event -> assertThat(event.path("degraded").asBoolean(false)).isFalse());
        assertThat(sweep.installed.events("lock.break", "observed"))
                .hasSize(2)
                .allSatisfy(event -> {
                    assertThat(event.path("file").path("path").asString(""))
                            .contains("/crash-dead-owner-lock/");
                    assertThat(event.path("event").path("reason").asString(""))
                            .isEqualTo("awaiting-restart-recovery");
                });
        assertThat(sweep.installed.run("events", "verify").exitCode()).isZero();
    }

    @Test
    void the_times_of_the_real_incident_are_judged_by_their_age() throws Exception {
        List<Path> roots = new ArrayList<>();
        for (String name : WITH_ORPHANS) {
            roots.add(UpstreamTree.named(name).copyTo(directory.resolve("roots").resolve(name)));
        }
        Instant newest = Instant.EPOCH;
        for (Path root : roots) {
            for (Path temp : UpstreamTree.temps(root)) {
                Instant mtime = Files.getLastModifiedTime(temp).toInstant();
                newest = mtime.isAfter(newest) ? mtime : newest;
            }
        }
        boolean old = Duration.between(newest, Instant.now()).compareTo(Duration.ofHours(1)) > 0;

        Sweep sweep = sweep("AUTO", roots);

        for (Path root : roots) {
            sweep.assertThatOnlyTempsAreGone(root, old);
        }
    }

    @Test
    void young_temps_and_temps_beside_a_broken_index_are_kept() throws Exception {
        List<Path> roots = new ArrayList<>();
        Instant fiveHoursAgo = Instant.now().minus(Duration.ofHours(5));
        for (String name : WITH_ORPHANS) {
            UpstreamTree tree = UpstreamTree.named(name);
            Path young = tree.copyTo(directory.resolve("young").resolve(name));
            for (Path temp : UpstreamTree.temps(young)) {
                Files.setLastModifiedTime(temp, FileTime.from(Instant.now()));
            }
            roots.add(young);
        }
        Path broken = directory.resolve("broken");
        Map<String, String> damages =
                Map.of("empty", "", "list", "[]", "null", "null", "torn", "{\"agent:main:main\":{");
        for (String damage : List.of("empty", "list", "null", "torn", "missing")) {
            Path copy = directory.resolve("copies").resolve(damage);
            UpstreamTree.named("2026.6.11/orphan-tmp").copyTo(copy, fiveHoursAgo);
            Path agent = Files.createDirectories(broken.resolve("agents")).resolve(damage);
            Files.move(copy.resolve("agents/main"), agent);
            Path index = agent.resolve("sessions/sessions.json");
            if (damages.containsKey(damage)) {
                Files.writeString(index, damages.getOrDefault(damage, ""));
            } else {
                Files.delete(index);
            }
        }
        roots.add(broken);

        Sweep sweep = sweep("AUTO", roots);

        for (Path root : roots) {
            sweep.assertThatOnlyTempsAreGone(root, false);
        }
        assertThat(sweep.installed.events("tmp.reap", "intent")).isEmpty();
        assertThat(sweep.installed.events("store.corrupt")).hasSize(damages.size() + 1);
    }

    @Test
    void a_temp_that_somebody_has_open_is_kept_and_so_is_one_of_a_living_writer() throws Exception {
        Instant fiveHoursAgo = Instant.now().minus(Duration.ofHours(5));
        Path open =
                UpstreamTree.named("2026.5.22/orphan-tmp")
                        .copyTo(directory.resolve("open"), fiveHoursAgo);
        Path alive =
                UpstreamTree.named("2026.6.11/orphan-tmp")
                        .copyTo(directory.resolve("alive"), Instant.now());
        Process writer = new ProcessBuilder("/bin/sleep", "600").start();
        Instant started = writer.info().startInstant().orElseThrow();
        try (RandomAccessFile _ =
                new RandomAccessFile(UpstreamTree.temps(open).getFirst().toFile(), "r")) {
            for (Path temp : UpstreamTree.temps(alive)) {
                String uuid = temp.getFileName().toString().split("\\.", -1)[3];
                Path own =
                        temp.resolveSibling("sessions.json." + writer.pid() + "." + uuid + ".tmp");
                Files.move(temp, own);
                Files.setLastModifiedTime(own, FileTime.from(started.plusMillis(1)));
            }
            Installed installed =
                    Installed.in(directory.resolve("home"), SHORT + "tmp: {older_than: 1ms}\n");

            Sweep sweep = sweep(installed, List.of(open, alive));

            sweep.assertThatOnlyTempsAreGone(open, false);
            sweep.assertThatOnlyTempsAreGone(alive, false);
            assertThat(sweep.launched.out()).contains("open-handle").contains("writer-alive");
        } finally {
            writer.destroy();
        }
    }

    @Test
    void without_native_calls_names_without_a_writer_wait_for_a_day() throws Exception {
        Instant now = Instant.now();
        Map<Path, Boolean> goes = new LinkedHashMap<>();
        for (String name : WITH_ORPHANS) {
            UpstreamTree tree = UpstreamTree.named(name);
            goes.put(
                    tree.copyTo(
                            directory.resolve("5h").resolve(name), now.minus(Duration.ofHours(5))),
                    !name.equals(WITHOUT_PID));
            goes.put(
                    tree.copyTo(
                            directory.resolve("25h").resolve(name),
                            now.minus(Duration.ofHours(25))),
                    true);
        }

        Sweep sweep = sweep("off", goes.keySet());

        for (Map.Entry<Path, Boolean> expected : goes.entrySet()) {
            sweep.assertThatOnlyTempsAreGone(expected.getKey(), expected.getValue());
        }
        assertThat(sweep.installed.events("tmp.reap", "done"))
                .hasSize(8)
                .allSatisfy(event -> assertThat(event.path("degraded").asBoolean(false)).isTrue());
        assertThat(sweep.installed.events("lock.break", "done"))
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.path("degraded").asBoolean(false)).isTrue());
    }

    private Sweep sweep(String natives, Collection<Path> roots) throws Exception {
        Installed installed = Installed.in(directory.resolve("home"), SHORT);
        return sweep(installed.with("SESSION_WATCHDOG_NATIVE", natives), roots);
    }

    private static Sweep sweep(Installed installed, Collection<Path> roots) throws Exception {
        Map<Path, NavigableMap<String, Snapshot.Entry>> before = new LinkedHashMap<>();
        List<String> arguments = new ArrayList<>(List.of("sweep"));
        for (Path root : roots) {
            before.put(root, Snapshot.files(root));
            arguments.addAll(List.of("--root", root.toString()));
        }
        Launched launched = installed.run(arguments.toArray(String[]::new));
        assertThat(launched.exitCode()).as("%s", launched).isZero();
        return new Sweep(installed, launched, before);
    }

    private record Sweep(
            Installed installed,
            Launched launched,
            Map<Path, NavigableMap<String, Snapshot.Entry>> before) {

        void assertThatOnlyTempsAreGone(Path root, boolean gone) throws IOException {
            NavigableMap<String, Snapshot.Entry> expected =
                    new TreeMap<>(before.getOrDefault(root, new TreeMap<>()));
            assertThat(expected).as("%s", root).isNotEmpty();
            expected.remove(DEAD_LOCK);
            List<String> temps =
                    expected.keySet().stream().filter(f -> f.endsWith(".tmp")).toList();
            assertThat(UpstreamTree.temps(root))
                    .as("%s", launched)
                    .hasSize(gone ? 0 : temps.size());
            if (gone) {
                assertThat(temps).isNotEmpty();
                temps.forEach(expected::remove);
            }
            assertThat(Snapshot.files(root)).isEqualTo(expected);
        }
    }
}
