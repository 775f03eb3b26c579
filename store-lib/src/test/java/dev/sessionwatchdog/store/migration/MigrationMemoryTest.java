package dev.sessionwatchdog.store.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.Gigantic;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// A store that is larger than the memory of the program that migrates it.
class MigrationMemoryTest {

    private static final String HEAP = "48m";
    private static final int MANY = 100_000;
    private static final int MANY_ENTRY_BYTES = 10_000;

    @TempDir private Path top = Path.of("");

    private static void assertMigrated(Path top, int sessions) throws Exception {
        long begun = System.nanoTime();
        MigrationProcess process = MigrationProcess.run(List.of(), HEAP, top.toString());
        assertThat(process.exit()).as(process.output()).isZero();
        assertThat(process.output()).contains(sessions + " sessions in " + sessions + " entries");
        System.out.printf(
                "%s%n%.1f s%n", process.output(), (System.nanoTime() - begun) / 1_000_000_000.0);
    }

    /// What a disk takes to make each file durable is not what is looked at.
    @Test
    void six_hundred_fifty_sessions_of_80_megabytes() throws Exception {
        Path fast = fast();
        try {
            Gigantic.writeSingleFile(fast.resolve("sessions"));
            assertMigrated(fast, Gigantic.SESSIONS);
        } finally {
            remove(fast);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "hunt", matches = "true")
    void a_hundred_thousand_sessions_of_a_gigabyte() throws Exception {
        Path fast = fast();
        try {
            writeMany(Files.createDirectories(fast.resolve("sessions")));
            assertMigrated(fast, MANY);
        } finally {
            remove(fast);
        }
    }

    private Path fast() throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.createTempDirectory(Files.isWritable(memory) ? memory : top, "migrated");
    }

    private static void writeMany(Path sessions) throws IOException {
        String filler = "\"" + "x".repeat(MANY_ENTRY_BYTES - 100) + "\"";
        try (OutputStream file =
                new BufferedOutputStream(
                        Files.newOutputStream(sessions.resolve("sessions.json")), 1 << 20)) {
            for (int number = 0; number < MANY; number++) {
                String key =
                        "agent:main:subagent:0f1e2d3c-4b5a-6978-8796-"
                                + (100_000_000_000L + number);
                String member =
                        (number == 0 ? "{" : ",\n")
                                + "\""
                                + key
                                + "\": {\"updatedAt\": "
                                + number
                                + ", \"prompt\": "
                                + filler
                                + "}";
                file.write(member.getBytes(StandardCharsets.UTF_8));
            }
            file.write('}');
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
