package dev.sessionwatchdog.agent;

import dev.sessionwatchdog.cli.DaemonOptions;
import dev.sessionwatchdog.cli.ExitCode;
import dev.sessionwatchdog.cli.Failure;
import dev.sessionwatchdog.config.Config;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What follows `=` in `-javaagent:JAR=`: `key=value`, separated by commas; `\,` is a comma and
/// `\\` a backslash in a value. The keys are the long options of `run` that there are: `config`,
/// `root` (repeatable), `state-dir` and `mode`.
final class Argument {

    /// They are the program's own: given to it by the manager of its service, not to us.
    private static final Set<String> OF_THE_PROGRAM =
            Set.of("STATE_DIRECTORY", "LOGS_DIRECTORY", "NOTIFY_SOCKET", "WATCHDOG_USEC");

    private final String text;
    private final List<Path> roots = new ArrayList<>();
    private Optional<Path> config = Optional.empty();
    private Optional<Path> state = Optional.empty();
    private Optional<Config.Mode> mode = Optional.empty();

    private Argument(String text) {
        this.text = text;
    }

    /// @param environment of the program
    /// @throws Failure with what is wrong, where and what to write instead; exit code 2
    static DaemonOptions parse(String text, Map<String, String> environment) {
        Argument argument = new Argument(text);
        int start = 0;
        while (start < text.length()) {
            int end = end(text, start);
            argument.take(text.substring(start, end), start);
            start = end + 1;
        }
        Map<String, String> ours = new HashMap<>(environment);
        ours.keySet().removeAll(OF_THE_PROGRAM);
        return new DaemonOptions(
                argument.config, argument.roots, argument.state, argument.mode, ours);
    }

    /// Where a part ends: at a comma that no backslash stands before.
    private static int end(String text, int start) {
        int at = start;
        while (at < text.length() && text.charAt(at) != ',') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at, text.length());
    }

    private void take(String part, int at) {
        int equals = part.indexOf('=');
        if (equals < 0) {
            throw wrong(at, part, "has no =: write config=FILE, root=PATH, state-dir=DIR or mode=");
        }
        String value = part.substring(equals + 1).replaceAll("\\\\(.)", "$1");
        if (value.isEmpty()) {
            throw wrong(at, part, "has nothing after the =");
        }
        switch (part.substring(0, equals)) {
            case "config" -> config = Optional.of(path(value, part, at));
            case "root" -> roots.add(path(value, part, at));
            case "state-dir" -> state = Optional.of(path(value, part, at));
            case "mode" -> mode = Optional.of(mode(value, part, at));
            default -> throw wrong(at, part, "is not known: write config, root, state-dir or mode");
        }
    }

    private Path path(String value, String part, int at) {
        try {
            return Path.of(value);
        } catch (InvalidPathException notOne) {
            throw wrong(at, part, "is not a path: " + notOne.getReason());
        }
    }

    private Config.Mode mode(String value, String part, int at) {
        return switch (value) {
            case "observe" -> Config.Mode.OBSERVE;
            case "enforce" -> Config.Mode.ENFORCE;
            default -> throw wrong(at, part, "is neither observe nor enforce");
        };
    }

    private Failure wrong(int at, String part, String what) {
        return new Failure(
                ExitCode.USAGE,
                "-javaagent:...=%s: at character %d: \"%s\" %s"
                        .formatted(text, at + 1, part, what));
    }
}
