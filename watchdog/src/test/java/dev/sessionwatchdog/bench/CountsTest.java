package dev.sessionwatchdog.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is counted by others and read by us, and what counts as growth.
final class CountsTest {

    private static final List<Double> HALF_AN_HOUR =
            IntStream.range(0, 360).mapToObj(sample -> 1800.0 + 5.0 * sample).toList();

    @TempDir private Path directory;

    @Test
    void system_calls_are_read_with_and_without_errors() {
        SystemCalls calls =
                SystemCalls.parse(
                        """
                        % time     seconds  usecs/call     calls    errors syscall
                        ------ ----------- ----------- --------- --------- ----------------
                         61.54    0.000024           1        17        16 openat
                         38.46    0.000015           0        40           statx
                        ------ ----------- ----------- --------- --------- ----------------
                        100.00    0.000039           0        57        16 total
                        """);

        assertThat(calls.total()).isEqualTo(57);
        assertThat(calls.count("openat")).isEqualTo(17);
        assertThat(calls.count("statx", "getdents64")).isEqualTo(40);
    }

    @Test
    void the_directories_that_are_listed_are_named() {
        assertThat(
                        SystemCalls.parseListed(
                                """
                                71 getdents64(12</dev/shm/root/agents/a1>, 0x7f00 /* 3 entries */, 65536) = 88
                                71 getdents64(12</dev/shm/root/agents/a1>, 0x7f00 /* 0 entries */, 65536) = 0
                                72 getdents64(9</dev/shm/root/.own> <unfinished ...>
                                """))
                .containsExactly(
                        "/dev/shm/root/agents/a1", "/dev/shm/root/agents/a1", "/dev/shm/root/.own");
    }

    @Test
    void the_calls_of_a_real_program_are_counted() throws Exception {
        assumeThat(SystemCalls.canBeCounted()).isTrue();
        Files.createFile(directory.resolve("file"));

        SystemCalls calls = SystemCalls.of(List.of("find", directory.toString(), "-delete"));

        assertThat(calls.count("unlinkat", "rmdir")).isEqualTo(2);
        assertThat(calls.total()).isGreaterThan(20);
    }

    @Test
    void passes_are_the_sum_and_the_count_of_the_metrics() {
        Passes before =
                Passes.parse(
                        """
                        session_watchdog_sweep_duration_seconds_bucket{le="0.01"} 3
                        session_watchdog_sweep_duration_seconds_count 4
                        session_watchdog_sweep_duration_seconds_sum 0.5
                        """);
        Passes now =
                Passes.parse(
                        """
                        session_watchdog_sweep_duration_seconds_count 14
                        session_watchdog_sweep_duration_seconds_sum 0.502
                        """);

        assertThat(now.since(before).count()).isEqualTo(10);
        assertThat(now.since(before).millis()).isCloseTo(0.2, within(1e-9));
        assertThat(now.since(now).millis()).isNaN();
        assertThat(Passes.parse("nothing yet\n").count()).isZero();
    }

    @Test
    void a_steady_leak_is_growth_and_a_sawtooth_is_not() {
        assertThat(grows(sample -> 34 + 4.0 * sample / 360, 1)).isTrue();
        assertThat(grows(sample -> sample / 90.0, 1)).isTrue();
        assertThat(grows(sample -> 34 + sample % 40 / 10.0, 1)).isFalse();
        assertThat(grows(sample -> 64 + (sample % 7 == 0 ? 1 : 0), 1)).isFalse();
    }

    @Test
    void noise_alone_is_no_growth_whatever_its_seed() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            assertThat(grows(_ -> 40 + 6 * random.nextGaussian(), 0)).as("seed " + seed).isFalse();
        }
    }

    @Test
    void growth_begins_where_its_line_does() {
        Growth growth = Growth.of(List.of(10.0, 20.0, 30.0), List.of(1.0, 2.0, 3.0));

        assertThat(growth.first()).isCloseTo(1, within(1e-9));
        assertThat(growth.rise()).isCloseTo(2, within(1e-9));
        assertThat(growth.scatter()).isCloseTo(0, within(1e-9));
    }

    @Test
    void an_intent_is_open_until_an_event_names_it() throws Exception {
        Files.writeString(
                directory.resolve("events-1.jsonl"),
                """
                {"event":{"id":"a","action":"tmp.reap","phase":"intent"}}
                {"event":{"id":"b","action":"tmp.reap","phase":"intent"}}
                {"event":{"id":"c","action":"tmp.reap","phase":"done"},"correlation":{"intent":"a"}}
                """);

        assertThat(new EventLog(directory).openIntents()).isEqualTo(1);
    }

    private static boolean grows(IntToDoubleFunction value, double margin) {
        List<Double> values =
                IntStream.range(0, HALF_AN_HOUR.size()).mapToObj(value::applyAsDouble).toList();
        Growth growth = Growth.of(HALF_AN_HOUR, values);
        return growth.rise() > growth.allowed(margin);
    }
}
