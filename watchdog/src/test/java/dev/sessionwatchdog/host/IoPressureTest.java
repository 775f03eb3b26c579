package dev.sessionwatchdog.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `/proc/pressure/io`, the kernel's and others.
class IoPressureTest {

    private static final String FULL = "full avg10=0.00 avg60=0.02 avg300=0.16 total=137940572\n";
    private static final String SOME = "some avg10=0.00 avg60=0.24 avg300=0.37 total=554906462\n";

    @TempDir Path directory;

    private OptionalLong told(String content) throws IOException {
        Path file = Files.writeString(directory.resolve("io"), content);
        return new IoPressure(file).waitedMicros();
    }

    @Test
    void the_total_of_those_that_some_wait_for_is_told_wherever_it_stands() throws Exception {
        assertThat(told(SOME + FULL)).hasValue(554_906_462L);
        assertThat(told(FULL + SOME)).hasValue(554_906_462L);
        assertThat(told(SOME.strip())).hasValue(554_906_462L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "some",
                "some avg10=0.00 avg60=0.24 avg300=0.37",
                "some avg10=0.00 avg60=0.24 avg300=0.37 total=",
                "some avg10=0.00 avg60=0.24 avg300=0.37 total=-1",
                "some avg10=0.00 avg60=0.24 avg300=0.37 total=12x",
                "some avg10=0.00 avg60=0.24 avg300=0.37 total=1234567890123456789",
                "full avg10=0.00 avg60=0.02 avg300=0.16 total=137940572\n",
                "\u0000\u0000\u0000"
            })
    void what_is_no_such_line_tells_nothing(String content) throws Exception {
        assertThat(told(content)).isEmpty();
    }

    @Test
    void where_there_is_no_such_file_or_it_cannot_be_read_nothing_is_told() throws Exception {
        assertThat(new IoPressure(directory.resolve("absent")).waitedMicros()).isEmpty();
        assertThat(new IoPressure(directory).waitedMicros()).isEmpty();
    }

    @Test
    void this_kernels_total_never_falls() {
        IoPressure machine = IoPressure.ofThisMachine();
        OptionalLong first = machine.waitedMicros();
        assumeTrue(first.isPresent(), "this kernel tells of no pressure");
        assertThat(machine.waitedMicros().getAsLong()).isGreaterThanOrEqualTo(first.getAsLong());
        assertThat(Files.exists(Path.of("/proc/pressure/io"))).isTrue();
    }
}
