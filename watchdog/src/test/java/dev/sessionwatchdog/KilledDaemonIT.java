package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The daemon is killed again and again in the middle of its work: the log must explain every file
/// that is gone, and notice every byte of its own that is not what was written.
final class KilledDaemonIT {

    private static final int KILLS = Integer.getInteger("kills", 50);
    private static final String AGENT = "main";
    private static final int MOST_AT_ONCE = 300;
    private static final Duration IDLE = Duration.ofSeconds(2);
    private static final String SETTINGS =
            """
            tmp:
              older_than: 1ms
              confirm_gap: 10ms
              max_per_sweep: 25
              rate: { files: 1000000, bytes: 100GiB }
            watch:
              settle: 5ms
              full_sweep: 20ms
              sweep_jitter: 0%
            """;

    private final Map<Path, String> orphans = new ConcurrentHashMap<>();
    private final Map<Path, String> doubtful = new ConcurrentHashMap<>();

    @TempDir private Path directory;

    @Test
    void whatever_is_gone_after_many_kills_is_explained_and_a_changed_log_is_noticed()
            throws Exception {
        GatewayTree tree = GatewayTree.in(directory.resolve("root"), AGENT);
        Map<String, Snapshot.Entry> stays = Snapshot.files(tree.root());
        Installed installed = Installed.in(directory.resolve("home"), SETTINGS);

        killOftenWhileTheTreeIsRefilled(installed, tree);
        try (RunningDaemon last = RunningDaemon.start(installed, tree.root())) {
            await().atMost(Duration.ofSeconds(60)).until(() -> tree.temps(AGENT).isEmpty());
            assertThat(last.terminate()).isEqualTo(143);
        }

        assertThat(Snapshot.files(tree.root())).isEqualTo(stays);
        assertThatTheLogExplains(installed);
        assertThat(hashes(tree.ours().resolve("quarantine"))).containsAll(doubtful.values());
        Launched verified = installed.run("events", "verify");
        assertThat(verified.exitCode()).as("%s", verified).isZero();
        assertThat(verified.out()).contains(" 0 open intents").containsPattern("(?m)^ok: ");
        assertThatChangesAreNoticed(installed);
    }

    private void killOftenWhileTheTreeIsRefilled(Installed installed, GatewayTree tree)
            throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Integer> refill = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> refill.complete(refill(tree, enough)));
        for (int kill = 0; kill < KILLS; kill++) {
            try (RunningDaemon daemon = RunningDaemon.start(installed, tree.root())) {
                awaitLogOf(installed, size(installed) + random.nextInt(150_000));
                daemon.kill();
            }
        }
        enough.set(true);
        System.out.printf(
                "KilledDaemonIT: seed %d, %d kills, %d temps, %d intents, %d concluded later%n",
                seed,
                KILLS,
                refill.get(1, TimeUnit.MINUTES),
                installed.events("tmp.reap", "intent").size(),
                installed.lines().stream().filter(line -> line.contains("reconciled: ")).count());
        assertThat(installed.events("tmp.reap", "intent")).hasSizeGreaterThan(KILLS);
    }

    /// A moment of work and not of time: a slow machine gets as far as a fast one. A daemon that
    /// has nothing to do is killed too.
    private static void awaitLogOf(Installed installed, long bytes) {
        long began = System.nanoTime();
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() ->
                        size(installed) >= bytes || System.nanoTime() - began > IDLE.toNanos());
    }

    private static long size(Installed installed) throws IOException {
        long size = 0;
        for (Path segment : installed.segments()) {
            size += Files.size(segment);
        }
        return size;
    }

    private int refill(GatewayTree tree, AtomicBoolean enough) {
        int made = 0;
        try {
            while (!enough.get()) {
                while (tree.temps(AGENT).size() < MOST_AT_ONCE) {
                    String content = "temp " + made;
                    String hash = sha256(content);
                    if (made % 2 == 0) {
                        orphans.put(tree.orphan(AGENT, made, content), hash);
                    } else {
                        doubtful.put(tree.doubtful(AGENT, made, content), hash);
                    }
                    made++;
                }
                pause(Duration.ofMillis(10));
            }
            return made;
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    /// Every intent has one conclusion, and every temp that was there has an intent that ended in
    /// its going.
    private void assertThatTheLogExplains(Installed installed) throws IOException {
        Map<String, String> conclusions = new HashMap<>();
        List<JsonNode> events = installed.events("tmp.reap");
        for (JsonNode event : events) {
            String concluded = event.path("correlation").path("intent").asString("");
            if (!concluded.isEmpty()) {
                String phase = event.path("event").path("phase").asString("");
                assertThat(conclusions.put(concluded, phase)).as(concluded).isNull();
            }
        }
        Set<String> explained = new HashSet<>();
        for (JsonNode event : events) {
            if (event.path("event").path("phase").asString("").equals("intent")) {
                String id = event.path("event").path("id").asString("");
                assertThat(conclusions).containsKey(id);
                String end = conclusions.getOrDefault(id, "");
                assertThat(end).isIn("done", "indeterminate", "overtaken");
                if (!end.equals("overtaken")) {
                    explained.add(event.path("file").path("path").asString(""));
                }
            }
        }
        for (Path gone : orphans.keySet()) {
            assertThat(explained).contains(gone.toString());
        }
        for (Path gone : doubtful.keySet()) {
            assertThat(explained).contains(gone.toString());
        }
    }

    private static void assertThatChangesAreNoticed(Installed installed) throws Exception {
        Path segment = installed.segments().getLast();
        String whole = Files.readString(segment, StandardCharsets.UTF_8);
        List<String> lines = whole.lines().toList();
        int middle = lines.size() / 2;

        Files.writeString(segment, changed(lines, middle));
        Launched found = installed.run("events", "verify");
        assertThat(found.exitCode()).as("%s", found).isEqualTo(6);
        assertThat(found.out())
                .contains(segment.getFileName().toString())
                .containsPattern("\\b(" + (middle + 1) + "|" + (middle + 2) + ")\\b");

        Files.writeString(segment, changed(lines, lines.size() - 1));
        assertThat(installed.run("events", "verify").exitCode()).isEqualTo(6);

        Files.writeString(segment, String.join("\n", lines.subList(0, lines.size() - 1)) + "\n");
        Launched shorter = installed.run("events", "verify");
        assertThat(shorter.exitCode()).as("%s", shorter).isEqualTo(6);

        Files.writeString(segment, whole);
        assertThat(installed.run("events", "verify").exitCode()).isZero();
    }

    /// One letter of one message is another one.
    private static String changed(List<String> lines, int at) {
        List<String> copy = new ArrayList<>(lines);
        String line = copy.get(at);
        int message = line.indexOf("\"message\":\"") + 11;
        char letter = line.charAt(message) == 'x' ? 'y' : 'x';
        copy.set(at, line.substring(0, message) + letter + line.substring(message + 1));
        return String.join("\n", copy) + "\n";
    }

    private static Set<String> hashes(Path tree) throws IOException {
        Set<String> hashes = new HashSet<>();
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                hashes.add(Snapshot.sha256(file));
            }
        }
        return hashes;
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance("SHA-256")
                                .digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void pause(Duration duration) {
        await().pollDelay(duration).pollInterval(Duration.ofMillis(1)).until(() -> true);
    }
}
