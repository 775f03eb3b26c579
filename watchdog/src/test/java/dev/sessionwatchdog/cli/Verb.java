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
}
