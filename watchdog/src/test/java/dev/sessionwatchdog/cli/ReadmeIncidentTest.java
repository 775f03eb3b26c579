package dev.sessionwatchdog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.incident.RecordedIncident;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README's block after `<!-- incident -->`: each command, run on the recorded incident,
/// answers what stands below it. A line `...` there stands for any lines, `...` in a line for any
/// text.
final class ReadmeIncidentTest {

    private static final String PROMPT = "$ session-watchdog ";

    @TempDir private Path home = Path.of("");

    private record Shown(String command, List<String> answer) {}

    private static List<Shown> shown() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("../README.md"));
        int mark = lines.indexOf("<!-- incident -->");
        assertThat(mark).as("the mark").isNotNegative();
        List<Shown> shown = new ArrayList<>();
        for (String line : lines.subList(mark + 2, lines.size())) {
            if (line.startsWith("```")) {
                return shown;
            }
            if (line.startsWith(PROMPT)) {
                shown.add(new Shown(line.substring(PROMPT.length()), new ArrayList<>()));
            } else {
                shown.getLast().answer().add(line);
            }
        }
        throw new IOException("the block does not end");
    }

    private static Pattern pattern(List<String> lines) {
        return Pattern.compile(
                lines.stream()
                        .map(line -> line.equals("...") ? "(?:.*\n)*" : line(line) + "\n")
                        .collect(Collectors.joining()));
    }

    private static String line(String line) {
        return Stream.of(line.split("\\.\\.\\.", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"));
    }

    @Test
    void every_command_answers_what_is_shown() throws Exception {
        RecordedIncident.writeTo(home.resolve("state"));
        Verb verb = new Verb(home);

        assertThat(shown()).hasSizeGreaterThanOrEqualTo(6);
        for (Shown each : shown()) {
            Verb.Answer answer = verb.run(each.command().replace("'", "").split(" "));
            assertThat(answer.code()).as(each.command()).isZero();
            assertThat(answer.out()).as(each.command()).matches(pattern(each.answer()));
        }
    }

    @Test
    void what_is_not_answered_does_not_match() {
        Pattern shown = pattern(List.of("one", "...", "l...t"));
        assertThat("one\ntwo\nlast\n").matches(shown);
        assertThat("one\nlast\nmore\n").doesNotMatch(shown);
        assertThat("two\nlast\n").doesNotMatch(shown);
    }
}
