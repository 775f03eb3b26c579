package dev.sessionwatchdog.incident;

import dev.sessionwatchdog.store.forensic.Level;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Which events somebody wants to see; what is empty does not matter.
///
/// @param since inclusive
/// @param until exclusive
/// @param action a whole one as in `lock.break`, or its beginning as in `lock`
/// @param path part of the file's path
/// @param text found anywhere in the message
public record EventFilter(
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<String> action,
        Optional<String> rule,
        Optional<String> agent,
        Optional<String> path,
        Optional<String> incident,
        Optional<Level> minLevel,
        Optional<Pattern> text)
        implements Predicate<LoggedEvent> {

    private static final Pattern UNESCAPED = Pattern.compile("[A-Za-z0-9._:-]+");

    /// Also means itself as a regular expression.
    private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9_: -]+");

    /// The same time, and nothing else.
    public EventFilter timeOnly() {
        Optional<String> any = Optional.empty();
        return new EventFilter(
                since, until, any, any, any, any, any, Optional.empty(), Optional.empty());
    }

    @Override
    public boolean test(LoggedEvent event) {
        return since.filter(event.time()::isBefore).isEmpty()
                && until.filter(bound -> !event.time().isBefore(bound)).isEmpty()
                && action.filter(wanted -> !acts(event, wanted)).isEmpty()
                && same(event, "rule", "id", rule)
                && same(event, "file", "agent", agent)
                && same(event, "correlation", "incident", incident)
                && path.filter(part -> !event.text("file", "path").orElse("").contains(part))
                        .isEmpty()
                && minLevel.filter(least -> number(event) < least.severityNumber()).isEmpty()
                && text.filter(pattern -> !pattern.matcher(event.message()).find()).isEmpty();
    }

    /// Whether a raw line may hold such an event; far cheaper than reading it. Only words that
    /// stand in a line as they are, whoever wrote it, are looked for.
    boolean mayMatch(String line) {
        return Stream.of(rule, agent, incident)
                        .flatMap(Optional::stream)
                        .filter(word -> UNESCAPED.matcher(word).matches())
                        .allMatch(word -> line.contains("\"" + word + "\""))
                && action.filter(word -> UNESCAPED.matcher(word).matches())
                        .filter(word -> !line.contains("\"" + word))
                        .isEmpty()
                && Stream.concat(path.stream(), text.map(Pattern::pattern).stream())
                        .filter(word -> LITERAL.matcher(word).matches())
                        .allMatch(line::contains)
                && minLevel.filter(least -> !mayBeAtLeast(least, line)).isEmpty();
    }

    private static boolean mayBeAtLeast(Level least, String line) {
        return Arrays.stream(Level.values())
                .filter(level -> level.severityNumber() >= least.severityNumber())
                .anyMatch(level -> line.contains("\"" + level.word() + "\""));
    }

    private static boolean acts(LoggedEvent event, String wanted) {
        return event.action().equals(wanted) || event.action().startsWith(wanted + ".");
    }

    private static boolean same(
            LoggedEvent event, String group, String name, Optional<String> wanted) {
        return wanted.isEmpty() || event.text(group, name).equals(wanted);
    }

    private static int number(LoggedEvent event) {
        for (Level level : Level.values()) {
            if (level.word().equals(event.level())) {
                return level.severityNumber();
            }
        }
        return Integer.MAX_VALUE;
    }
}
