package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The tree of the largest incident that was reported (S30), at its true number of files and the
/// true size of its index.
final class ManyOrphansIT {

    private static final int ORPHANS = 8_662;
    private static final long INDEX_BYTES = 54_000_000;
    private static final long MOST_KIB = 160 * 1024;

    @TempDir private Path directory;

    @Test
    void one_sweep_reaps_thousands_of_orphans_beside_a_large_index_in_little_memory()
            throws Exception {
        GatewayTree tree = GatewayTree.in(directory.resolve("root"), "main");
        long bytes = 0;
        for (int i = 0; i < ORPHANS; i++) {
            String content = "x".repeat(i % 97);
            tree.orphan("main", i, content);
            bytes += content.length();
        }
        writeIndex(tree.sessions("main").resolve("sessions.json"));
        Map<String, Snapshot.Entry> before = Snapshot.files(tree.root());
        Installed installed =
                Installed.in(
                        directory.resolve("home"), "tmp:\n  rate: {files: 1000000, bytes: 1TiB}\n");

        long started = System.nanoTime();
        Process sweep = installed.start("sweep", "--root", tree.root().toString());
        AtomicLong peak = new AtomicLong();
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    peak.accumulateAndGet(peakKib(sweep.pid()), Math::max);
                    return !sweep.isAlive();
                });
        System.out.printf(
                "ManyOrphansIT: %d orphans in %.1f s, at most %d MiB resident%n",
                ORPHANS, (System.nanoTime() - started) / 1e9, peak.get() / 1024);

        assertThat(sweep.exitValue()).as("%s", installed.said()).isZero();
        assertThat(tree.temps("main")).isEmpty();
        before.keySet().removeIf(file -> file.endsWith(".tmp"));
        assertThat(Snapshot.files(tree.root())).isEqualTo(before);
        assertThat(peak.get()).isPositive().isLessThanOrEqualTo(MOST_KIB);
        List<JsonNode> summaries = installed.events("sweep.summary");
        assertThat(sum(summaries, "bytes")).isEqualTo(bytes);
        assertThat(sum(summaries, "applied")).isEqualTo(ORPHANS);
        assertThat(installed.events("tmp.reap", "done")).hasSize(ORPHANS);
        assertThat(installed.run("events", "verify").exitCode()).isZero();
    }

    private static long sum(List<JsonNode> summaries, String member) {
        return summaries.stream()
                .mapToLong(event -> event.path("sweep").path(member).asLong())
                .sum();
    }

    private static void writeIndex(Path index) throws IOException {
        String padding = "p".repeat(900);
        try (BufferedWriter out = Files.newBufferedWriter(index)) {
            out.write("{");
            long written = 0;
            for (int session = 0; written < INDEX_BYTES; session++) {
                String entry =
                        (session == 0 ? "" : ",")
                                + "\"agent:main:session-"
                                + session
                                + "\":{\"sessionId\":\""
                                + GatewayTree.uuid(session)
                                + "\",\"updatedAt\":1795230623470,\"text\":\""
                                + padding
                                + "\"}";
                out.write(entry);
                written += entry.length();
            }
            out.write("}");
        }
    }

    /// The most memory that a process has had resident so far; 0 when it is gone.
    private static long peakKib(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException gone) {
            return 0;
        }
    }
}
