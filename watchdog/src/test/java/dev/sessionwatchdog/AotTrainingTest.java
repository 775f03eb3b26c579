package dev.sessionwatchdog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void reads_no_configuration_of_the_machine_and_tells_its_journal_nothing(
            @TempDir Path directory) throws IOException {
        AotTraining.plant(directory);

        Path own = directory.resolve("session-watchdog.yaml");
        assertThat(AotTraining.lines(directory))
                .allSatisfy(line -> assertThat(line).containsSequence("--config", own.toString()));
        assertThat(own).content().contains("journal: \"off\"");
    }
}
