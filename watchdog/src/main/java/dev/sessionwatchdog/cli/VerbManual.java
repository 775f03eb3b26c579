package dev.sessionwatchdog.cli;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The manual pages of the verbs, made from what `--help` shows too.
final class VerbManual {

    static final String PROGRAM = "session-watchdog";

    private VerbManual() {}

    /// `session-watchdog-VERB(1)`: the verb, its own options, and the verbs below it.
    static String page(CommandSpec verb, String date) {
        String name = PROGRAM + "-" + verb.name();
        Roff page = new Roff(name, 1, date, PROGRAM + " " + Version.current());
        page.section("NAME").line(name + " - " + summary(verb));
        page.section("SYNOPSIS");
        synopsis(page, verb);
        subVerbs(verb).forEach(below -> synopsis(page, below));
        page.section("DESCRIPTION").line(description(verb));
        arguments(page.section("OPTIONS"), verb);
        page.paragraph("The options of " + PROGRAM + "(1) hold here too.");
        List<CommandSpec> below = subVerbs(verb).toList();
        if (!below.isEmpty()) {
            page.section("COMMANDS");
            for (CommandSpec each : below) {
                page.part(verb.name() + " " + each.name()).line(description(each));
                arguments(page, each);
            }
        }
        page.section("SEE ALSO");
        page.line(PROGRAM + "(1), " + PROGRAM + ".yaml(5)");
        return page.toString();
    }

    /// Its own options and arguments, without those that every verb has.
    static void arguments(Roff page, CommandSpec verb) {
        for (PositionalParamSpec each : verb.positionalParameters()) {
            if (!each.hidden()) {
                page.item(each.paramLabel(), sentence(each.description()));
            }
        }
        verb.options().stream()
                .filter(option -> !option.hidden() && !option.inherited())
                .sorted(Comparator.comparing(OptionSpec::longestName))
                .forEach(option -> page.item(named(option), sentence(option.description())));
    }

    static Stream<CommandSpec> subVerbs(CommandSpec verb) {
        return verb.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(below -> !below.usageMessage().hidden())
                .distinct();
    }

    /// The first sentence, without its full stop and as the middle of a sentence.
    static String summary(CommandSpec verb) {
        String first = description(verb).split("[.:;] |\\.$", 2)[0];
        return Character.toLowerCase(first.charAt(0)) + first.substring(1);
    }

    private static String description(CommandSpec verb) {
        String header = sentence(verb.usageMessage().header());
        String text = sentence(verb.usageMessage().description());
        return header.isEmpty() ? text : header + " " + text;
    }

    private static void synopsis(Roff page, CommandSpec verb) {
        String whole = detailed(verb);
        String command = verb.qualifiedName();
        page.synopsis(command, whole.substring(command.length()).strip());
    }

    private static String detailed(CommandSpec verb) {
        Help help = new Help(verb, Help.defaultColorScheme(Help.Ansi.OFF));
        return help.detailedSynopsis(0, Comparator.comparing(OptionSpec::longestName), true)
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String named(OptionSpec option) {
        String label = option.arity().max() > 0 ? option.paramLabel() : "";
        return Arrays.stream(option.names())
                .map(name ->
                        label.isEmpty() ? name : name + (name.startsWith("--") ? "=" : " ") + label)
                .collect(Collectors.joining(", "));
    }

    /// picocli's lines are formats, in which a line break and a percent sign are written so.
    private static String sentence(String... lines) {
        return String.join(" ", lines)
                .replace("%n", " ")
                .replace("%%", "%")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
