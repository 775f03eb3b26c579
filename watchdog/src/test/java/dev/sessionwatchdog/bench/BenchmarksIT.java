package dev.sessionwatchdog.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every measurement once, at sizes that say nothing, so that the profile cannot rot.
final class BenchmarksIT {

    private static final long MEMORY_BYTES = 256L << 20;

    @TempDir private Path directory;

    @Test
    void every_measurement_can_be_made_and_leaves_nothing_behind() throws Exception {
        Path ratios =
                Files.writeString(directory.resolve("ratios.tsv"), "a beat\tus\t20.0\t60.0\n");
        Path disk;
        Path memory;
        Path written;
        try (Scratch scratch = Scratch.create(MEMORY_BYTES)) {
            disk = scratch.disk();
            memory = scratch.memory();
            Setting setting =
                    new Setting(
                            Path.of(System.getProperty("launcher")),
                            Path.of("src/test/bench"),
                            Sizes.of("tiny", ""),
                            scratch);
            written =
                    new Benchmarks(ratios)
                            .measure(setting, Set.of(), _ -> {})
                            .write(directory, new Drawing(directory.resolve("templates")));
        }
        String page = Files.readString(written);

        assertThat(page)
                .contains("## Idle", "## Reaping", "## Beside a gateway", "## Large orphans")
                .contains("## A pass over an unchanged tree", "orphans taken")
                .contains("## Soak in compressed time", "## Soak in real time")
                .contains("| an empty program in this JVM", "| no AOT cache |")
                .contains("intents without an outcome at the end | 0 | <= 0 | - | met |")
                .contains("| a beat | 20.0 us | 60.0 us | 3.00 |")
                .doesNotContain("NaN", "Infinity", "Left or lost:", "FAILED")
                .doesNotContain(disk.toString(), memory.toString(), directory.toString());
        List<String> reaped =
                page.lines()
                        .filter(line -> line.startsWith("| session-watchdog |"))
                        .filter(line -> line.endsWith("| nothing |"))
                        .toList();
        assertThat(reaped).hasSize(1);
        List<String> pictures =
                Pattern.compile("\\]\\((benchmarks/[^)]+)\\)")
                        .matcher(page)
                        .results()
                        .map((MatchResult found) -> found.group(1))
                        .toList();
        assertThat(pictures)
                .hasSizeGreaterThanOrEqualTo(6)
                .allSatisfy(picture -> assertThat(directory.resolve(picture)).isNotEmptyFile());
        assertThat(disk).doesNotExist();
        assertThat(memory).doesNotExist();
    }
}
