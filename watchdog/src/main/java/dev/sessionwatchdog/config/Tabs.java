package dev.sessionwatchdog.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Looks past tabs that indent, so that the other errors of a file are reported with them.
///
/// The file stays refused; a tab counts as two spaces only to read on behind it.
final class Tabs {

    private static final Pattern INDENT = Pattern.compile("^ *\t[ \t]*(?=\\S)");

    private Tabs() {}

    /// @return what was read, or more of it when tabs were all that stood in the way
    static YamlReader.Read recover(Source source, YamlReader.Read read) {
        if (read.complete()) {
            return read;
        }
        List<ConfigError> errors = tabs(source);
        if (errors.isEmpty()) {
            return read;
        }
        YamlReader.Read further = YamlReader.read(Source.of(source.file(), spaced(source)));
        if (!further.complete()) {
            return read;
        }
        errors.addAll(further.errors());
        return new YamlReader.Read(further.tree(), List.copyOf(errors), true);
    }

    private static List<ConfigError> tabs(Source source) {
        List<ConfigError> errors = new ArrayList<>();
        for (int at = 0; at < source.lines().size(); at++) {
            String line = source.lines().get(at);
            if (INDENT.matcher(line).find()) {
                errors.add(
                        source.error(
                                new Position(at + 1, line.indexOf('\t') + 1), SyntaxProblem.TAB));
            }
        }
        return errors;
    }

    private static String spaced(Source source) {
        return source.lines().stream()
                .map(line ->
                        INDENT.matcher(line)
                                .replaceFirst(found -> found.group().replace("\t", "  ")))
                .collect(Collectors.joining("\n"));
    }
}
