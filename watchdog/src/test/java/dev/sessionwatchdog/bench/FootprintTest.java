package dev.sessionwatchdog.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FootprintTest {

    private static final String MEMORY =
            """
            00400000-7ffd1c2a3000 ---p 00000000 00:00 0                          [rollup]
            Rss:               61440 kB
            Pss:               40000 kB
            Pss_Anon:          24000 kB
            Anonymous:         24678 kB
            LazyFree:              0 kB
            """;

    @TempDir private Path proc;

    @Test
    void sums_switches_and_time_over_all_threads() throws Exception {
        Files.writeString(proc.resolve("smaps_rollup"), MEMORY);
        thread("100", 7, "1500000 20 3");
        thread("101", 35, "2500000 10 4");

        assertThat(Footprint.of(proc)).isEqualTo(new Footprint(61440, 24678, 2, 42, 4_000_000));
    }

    @Test
    void passes_over_a_thread_that_ended_meanwhile() throws Exception {
        Files.writeString(proc.resolve("smaps_rollup"), MEMORY);
        thread("100", 7, "1500000 20 3");
        Files.createDirectories(proc.resolve("task/101"));

        assertThat(Footprint.of(proc).threads()).isEqualTo(1);
    }

    @Test
    void reads_the_time_on_a_core_behind_a_name_with_blanks_and_parentheses() {
        String stat = "4242 (a (b) c) S 1 2 3 0 -1 4194560 9 0 0 0 31 4 0 0 20 0 18 0 77\n";

        assertThat(Footprint.cpuMillis(stat)).isEqualTo(350);
    }

    @Test
    void a_field_that_is_missing_is_named() {
        assertThatThrownBy(() -> Footprint.field(MEMORY, "Swap")).hasMessageContaining("no Swap");
    }

    @Test
    void reads_this_very_process() throws Exception {
        Path self = Path.of("/proc/self");
        assumeThat(self.resolve("smaps_rollup")).exists();

        Footprint footprint = Footprint.of(self);
        assertThat(footprint.residentKib()).isGreaterThan(footprint.anonymousKib());
        assertThat(footprint.anonymousKib()).isPositive();
        assertThat(footprint.threads()).isGreaterThan(1);
        assertThat(footprint.voluntarySwitches()).isPositive();
        assertThat(footprint.runNanos()).isPositive();
        assertThat(Footprint.cpuMillisSinceStart(self)).isPositive();
    }

    private void thread(String id, int switches, String schedule) throws Exception {
        Path task = Files.createDirectories(proc.resolve("task").resolve(id));
        Files.writeString(
                task.resolve("status"),
                "Name:\tmain\nvoluntary_ctxt_switches:\t"
                        + switches
                        + "\nnonvoluntary_ctxt_switches:\t9000\n");
        Files.writeString(task.resolve("schedstat"), schedule + "\n");
    }
}
