package dev.sessionwatchdog.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.LocalRoot;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The cheap look at an index, which every sweep takes.
class FileEndsTest {

    private static final Name INDEX = new Name("sessions.json");

    private final SimulatedTime time = new SimulatedTime();
    private final SimulatedDisk disk = new SimulatedDisk(time);
    private final HealthProbe probe = new HealthProbe(1 << 20);

    FileEndsTest() {
        disk.mkdirs("store");
    }

    private Health look() throws IOException {
        probe.beginLook();
        try (SimulatedRoot root = SimulatedRoot.open(disk);
                Directory store = root.open(Place.of("store"))) {
            return probe.ends(store, INDEX);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", " \n\t{\"a\":{}}\r\n", "{ anything at all }"})
    void what_begins_and_ends_as_an_object_gives_no_reason_to_look_closer(String content)
            throws IOException {
        disk.file("store/sessions.json", content);
        assertThat(look()).isInstanceOf(Health.Good.class);
    }

    @ParameterizedTest
    @CsvSource({
        "'', empty",
        "[], not a JSON object",
        "null, not a JSON object",
        "'{\"a\":{', ends in the middle",
        "'{\"a\":{}', ''",
        "'{\"a\":1', ends in the middle",
        "'{}@@@', ends in NUL bytes",
        "'@@@@', not a JSON object",
        "'   ', not a JSON object"
    })
    void damage_counts_at_the_second_look(String content, String fault) throws IOException {
        disk.file("store/sessions.json", content.replace('@', '\0'));
        if (fault.isEmpty()) {
            // A cut directly behind a brace is for the closer look.
            assertThat(look()).isInstanceOf(Health.Good.class);
            return;
        }
        assertThat(look()).isEqualTo(new Health.SeenDamagedOnce(fault));
        assertThat(look())
                .isInstanceOfSatisfying(
                        Health.Damaged.class,
                        damaged -> assertThat(damaged.reason()).isEqualTo(fault));
    }

    @Test
    void nul_bytes_behind_the_end_of_a_large_file_are_found() throws IOException {
        disk.file(
                "store/sessions.json",
                "{\"a\":\"" + "x".repeat(20_000) + "\"}" + "\0".repeat(9_000));
        assertThat(look()).isEqualTo(new Health.SeenDamagedOnce("ends in NUL bytes"));
    }

    @Test
    void a_new_writing_of_54_mb_costs_next_to_nothing(@TempDir Path temporary) throws Exception {
        Path file = temporary.resolve("sessions.json");
        HealthProbe large = new HealthProbe(1 << 30);
        try (FileChannel channel =
                        FileChannel.open(
                                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                Root root = LocalRoot.open(temporary, LocalRoot.Natives.AUTO);
                Directory top = root.open(Place.TOP)) {
            channel.write(ByteBuffer.wrap("{".getBytes(StandardCharsets.US_ASCII)), 0);
            long before = cpuNanos();
            for (int round = 0; round < 100; round++) {
                channel.write(
                        ByteBuffer.wrap("}".getBytes(StandardCharsets.US_ASCII)),
                        (54L << 20) + round);
                large.beginLook();
                assertThat(large.ends(top, INDEX)).isInstanceOf(Health.Good.class);
            }
            // Reading all of it would take a hundred milliseconds and more, each time.
            assertThat(Duration.ofNanos(cpuNanos() - before)).isLessThan(Duration.ofSeconds(2));
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
