package dev.sessionwatchdog.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// What the kernel says of its clocks.
@EnabledOnOs(OS.LINUX)
class ClockDisciplineTest {

    @Test
    void without_native_calls_nothing_is_known_of_the_clock() {
        assertThat(new ClockDiscipline(false).getAsBoolean()).isFalse();
    }

    @Test
    void the_kernel_is_asked_as_another_program_asks_it() throws Exception {
        String program =
                """
                import ctypes, sys
                timex = (ctypes.c_long * 26)()
                result = ctypes.CDLL(None).adjtimex(timex)
                unsynchronised = timex[5] & 0x40
                sys.exit(0 if 0 <= result < 5 and not unsynchronised else 1)
                """;
        Tools.assumeRuns(List.of("python3", "-c", "import ctypes"));
        int exit = new ProcessBuilder("python3", "-c", program).start().waitFor();
        assertThat(new ClockDiscipline(true).getAsBoolean()).isEqualTo(exit == 0);
    }

    @Test
    void time_since_boot_counts_as_the_kernel_shows_it() throws Exception {
        String uptime = Files.readString(Path.of("/proc/uptime"));
        double seconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
        assertThat(HostCalls.sinceBoot().orElseThrow() / 1e9).isCloseTo(seconds, within(2.0));
    }
}
