package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class AotTrainingTest {

    private static final Path DIRECTORY = Path.of("/nonexistent/training");

    @Test
    void leaves_no_trace_outside_the_directory_that_it_was_given() {
        assertThat(AotTraining.lines(DIRECTORY))
                .allSatisfy(line ->
                        assertThat(line)
                                .filteredOn(word -> word.startsWith("/"))
                                .allMatch(path -> Path.of(path).startsWith(DIRECTORY)));
    }
}
