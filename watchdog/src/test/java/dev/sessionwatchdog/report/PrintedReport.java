package dev.sessionwatchdog.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.cli.Verb;
import java.nio.file.Path;

/// Reports as the verb writes them.
final class PrintedReport {

    private PrintedReport() {}

    /// Of the whole log in `state` below this home.
    static Path html(Path home, String... options) {
        Path file = home.resolve("report.html");
        String[] words = new String[options.length + 3];
        words[0] = "report";
        words[1] = "-o";
        words[2] = file.toString();
        System.arraycopy(options, 0, words, 3, options.length);
        Verb.Answer answer = new Verb(home).run(words);
        assertThat(answer.code()).as("%s", answer).isZero();
        return file;
    }
}
