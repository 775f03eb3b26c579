package dev.sessionwatchdog.incident;

import dev.sessionwatchdog.store.forensic.Level;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

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
