package dev.sessionwatchdog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// `service` in a home and on a file system that are made up.
///
/// @param top instead of `/`
record ServiceScene(Path home, Path top, Map<String, String> environment) {

    ServiceScene(Path home, Path top) {
        this(home, top, new HashMap<>());
    }

    Verb.Answer run(String... words) {
        List<String> all = new ArrayList<>(List.of("service"));
        all.addAll(Arrays.asList(words));
        all.addAll(List.of("--destdir", top.toString()));
        environment.put("HOME", home.toString());
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                Cli.execute(
                        new PrintWriter(out),
                        new PrintWriter(err),
                        environment,
                        all.toArray(String[]::new));
        return new Verb.Answer(code, out.toString(), err.toString());
    }

    Verb.Answer done(String... words) {
        Verb.Answer answer = run(words);
        assertThat(answer.code()).as("%s%s", answer.out(), answer.err()).isZero();
        return answer;
    }

    /// Every file there, by its place in the home or on the file system.
    Map<String, String> written() throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (Path start : List.of(top, home)) {
            try (Stream<Path> tree = Files.walk(start)) {
                for (Path file : tree.filter(Files::isRegularFile).toList()) {
                    files.put(start.relativize(file).toString(), Files.readString(file));
                }
            }
        }
        return files;
    }
}
