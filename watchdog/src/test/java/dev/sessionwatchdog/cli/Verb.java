package dev.sessionwatchdog.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Verbs of a person whose home this is, and whose state directory is `state` in it.
public record Verb(Path home) {

    /// What one verb said.
    public record Answer(int code, String out, String err) {

        public JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }
    }

    public Answer run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--state-dir", home.resolve("state").toString()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                Cli.execute(
                        new PrintWriter(out),
                        new PrintWriter(err),
                        Map.of("HOME", home.toString()),
                        all.toArray(String[]::new));
        return new Answer(code, out.toString(), err.toString());
    }

    /// What the command line has against a line that somebody is told to type; nothing if it
    /// understands it. The verb is not run.
    public static String understands(String line) {
        List<String> words =
                new ArrayList<>(List.of(line.replaceFirst(" +#.*", "").split(" ", -1)));
        words.removeFirst();
        words.add("--help");
        StringWriter err = new StringWriter();
        int code =
                Cli.execute(
                        new PrintWriter(new StringWriter()),
                        new PrintWriter(err),
                        Map.of(),
                        words.stream().map(word -> word.replace("'", "")).toArray(String[]::new));
        return code == 0 ? err.toString() : "exit code " + code + ": " + err;
    }
}
