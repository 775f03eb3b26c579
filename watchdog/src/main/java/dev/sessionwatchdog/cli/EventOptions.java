package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.incident.EventFilter;
import dev.sessionwatchdog.incident.TimeBound;
import dev.sessionwatchdog.store.forensic.Level;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that choose events.
final class EventOptions {

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description =
                    "not before: RFC 3339, -2h, yesterday, today 03:00, a date, a date and a time;"
                            + " without an offset in this machine's time zone")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "before; written like --since")
    private @Nullable String until;

    @Option(
            names = "--action",
            paramLabel = "NAME",
            description = "as in lock.break, or its beginning as in lock")
    private @Nullable String action;

    @Option(names = "--rule", paramLabel = "ID", description = "decided by this rule")
    private @Nullable String rule;

    @Option(names = "--agent", paramLabel = "NAME", description = "in this agent's store")
    private @Nullable String agent;

    @Option(names = "--path", paramLabel = "TEXT", description = "part of the file's path")
    private @Nullable String path;

    @Option(names = "--incident", paramLabel = "ID", description = "of this incident")
    private @Nullable String incident;

    @Option(
            names = "--min-level",
            paramLabel = "LEVEL",
            description = "at least debug, info, warn or error")
    private @Nullable String minLevel;

    @Option(
            names = {"-g", "--grep"},
            paramLabel = "REGEX",
            description = "found in the message")
    private @Nullable String text;

    boolean hasSince() {
        return since != null;
    }

    /// @throws Failure if an option cannot be understood
    EventFilter filter(Instant now, ZoneId zone) {
        return new EventFilter(
                bound("--since", since, now, zone),
                bound("--until", until, now, zone),
                Optional.ofNullable(action),
                Optional.ofNullable(rule),
                Optional.ofNullable(agent),
                Optional.ofNullable(path),
                Optional.ofNullable(incident),
                Optional.ofNullable(minLevel).map(EventOptions::level),
                Optional.ofNullable(text).map(EventOptions::pattern));
    }

    private static Optional<Instant> bound(
            String option, @Nullable String value, Instant now, ZoneId zone) {
        if (value == null) {
            return Optional.empty();
        }
        Optional<Instant> bound = TimeBound.parse(value, now, zone);
        if (bound.isEmpty()) {
            throw new Failure(
                    ExitCode.USAGE,
                    option
                            + " '"
                            + value
                            + "' is no time; write 2026-05-28T20:35:07Z, 2026-05-28, 2026-05-28"
                            + " 03:00, -2h, -30m, today, yesterday or today 03:00");
        }
        return bound;
    }

    private static Level level(String word) {
        for (Level level : Level.values()) {
            if (level.word().equals(word.toLowerCase(Locale.ROOT))) {
                return level;
            }
        }
        throw new Failure(
                ExitCode.USAGE, "--min-level '" + word + "' is not debug, info, warn or error");
    }

    private static Pattern pattern(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException wrong) {
            throw new Failure(ExitCode.USAGE, "-g: " + wrong.getMessage(), wrong);
        }
    }
}
