package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.config.ConfigError;
import dev.sessionwatchdog.config.Note;
import dev.sessionwatchdog.config.Reading;
import dev.sessionwatchdog.store.forensic.Printable;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `config check`: all that is wrong with a configuration, or one line that says it is good.
///
/// Errors and notes are talk (stderr), the verdict is data (stdout); `--json` puts all of it on
/// stdout. Errors are said under `--quiet` too.
@Command(name = "check", description = "Says everything that is wrong with a configuration file.")
final class ConfigCheck implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Spec private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "instead of the file that would be used")
    private @Nullable Path file;

    @Option(names = "--strict", description = "notes are errors too")
    private boolean strict;

    @Override
    public Integer call() {
        if (spec == null) {
            return ExitCode.FAILED;
        }
        Cli cli = Cli.of(spec);
        var source =
                Configuration.source(
                        cli, Optional.ofNullable(file).or(cli::config), Optional.empty());
        Reading reading = source.load();
        String name = source.find().map(Path::toString).orElse("built-in defaults");
        boolean good =
                switch (reading) {
                    case Reading.Loaded loaded -> loaded.notes().isEmpty() || !strict;
                    case Reading.Rejected _ -> false;
                };
        if (cli.json()) {
            cli.out().println(json(name, reading, good));
        } else {
            tell(cli, Printable.of(name), reading, good);
        }
        return good ? ExitCode.DONE : ExitCode.CONFIGURATION;
    }

    private void tell(Cli cli, String name, Reading reading, boolean good) {
        cli.sayMore("read " + name);
        switch (reading) {
            case Reading.Loaded loaded -> {
                for (Note note : loaded.notes()) {
                    if (strict) {
                        cli.complain(name + ": " + note.text());
                    } else {
                        cli.say(note.text());
                    }
                }
                cli.out()
                        .println(
                                good
                                        ? "ok: " + summary(name, loaded)
                                        : "refused: " + name + " (--strict)");
            }
            case Reading.Rejected(List<ConfigError> errors) -> {
                errors.forEach(error -> cli.complain(error.render()));
                String count = errors.size() == 1 ? "1 error" : errors.size() + " errors";
                cli.out().println("refused: " + name + " (" + count + ")");
            }
        }
    }

    private static String summary(String name, Reading.Loaded loaded) {
        Config config = loaded.config();
        String roots =
                config.roots().stream()
                        .map(root -> Printable.of(root.path()))
                        .collect(Collectors.joining(", "));
        return "%s (%d settings from the file, mode %s%s, roots %s)"
                .formatted(
                        name,
                        loaded.setByFile(),
                        config.mode().name().toLowerCase(Locale.ROOT),
                        config.drill() ? ", drill" : "",
                        roots);
    }

    private static ObjectNode json(String name, Reading reading, boolean good) {
        ObjectNode answer =
                JSON.createObjectNode()
                        .put("schema", "session-watchdog.config-check/1")
                        .put("file", name)
                        .put("ok", good);
        ArrayNode errors = answer.putArray("errors");
        ArrayNode notes = answer.putArray("notes");
        switch (reading) {
            case Reading.Loaded loaded -> {
                answer.put("sha256", loaded.sha256());
                loaded.notes().forEach(note -> notes.add(json(note)));
            }
            case Reading.Rejected rejected ->
                    rejected.errors().forEach(error -> errors.add(json(error)));
        }
        return answer;
    }

    private static ObjectNode json(Note note) {
        return JSON.createObjectNode()
                .put("path", note.path())
                .put("line", note.line())
                .put("message", note.text());
    }

    private static ObjectNode json(ConfigError error) {
        ObjectNode node = JSON.createObjectNode().put("file", error.file());
        error.at().ifPresent(at -> node.put("line", at.line()).put("column", at.column()));
        node.put("message", error.message());
        error.suggestion().ifPresent(meant -> node.put("suggestion", meant));
        return node;
    }
}
