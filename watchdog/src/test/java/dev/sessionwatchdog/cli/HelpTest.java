package dev.sessionwatchdog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// Every verb tells how it is used.
class HelpTest {

    private static List<List<String>> verbs() {
        List<List<String>> verbs = new ArrayList<>();
        Verbs.ALL.forEach((name, verb) -> {
            verbs.add(List.of(name));
            new CommandLine(verb.get())
                    .getSubcommands()
                    .keySet()
                    .forEach(below -> verbs.add(List.of(name, below)));
        });
        return verbs;
    }

    @Test
    void help_of_any_verb_is_its_usage_and_no_error() {
        assertThat(verbs()).hasSizeGreaterThan(20).contains(List.of("events", "show"));
        for (List<String> verb : verbs()) {
            for (String help : List.of("--help", "-h")) {
                StringWriter out = new StringWriter();
                StringWriter err = new StringWriter();
                List<String> words = new ArrayList<>(verb);
                words.add(help);
                int code =
                        Cli.execute(
                                new PrintWriter(out),
                                new PrintWriter(err),
                                Map.of(),
                                words.toArray(String[]::new));
                assertThat(code).as("%s", words).isZero();
                assertThat(out.toString())
                        .as("%s", words)
                        .contains("Usage: session-watchdog " + String.join(" ", verb) + " ");
                assertThat(err.toString()).as("%s", words).isEmpty();
            }
        }
    }
}
