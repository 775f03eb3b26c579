package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Durations;
import dev.sessionwatchdog.store.forensic.Printable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/// The verbs, and what each needs from picocli.
final class Verbs {

    /// In the order of the help.
    static final List<Class<?>> ALL =
            List.of(
                    RunVerb.class,
                    SweepVerb.class,
                    StatusVerb.class,
                    EventsVerb.class,
                    QuarantineVerb.class,
                    ConfigVerb.class,
                    DemoVerb.class,
                    VersionVerb.class,
                    CommandLine.HelpCommand.class);

    private Verbs() {}

    /// The verb that the first word names, alone, or else all of them: picocli reads what it is
    /// given by reflection, which for all verbs takes longer than anything else in a start.
    static List<Class<?>> calledBy(String... words) {
        for (Class<?> verb : ALL) {
            boolean called =
                    words.length > 0 && verb.getAnnotation(Command.class).name().equals(words[0]);
            if (called && !verb.equals(CommandLine.HelpCommand.class)) {
                return List.of(verb);
            }
        }
        return ALL;
    }

    /// A duration as the configuration writes it.
    ///
    /// @throws Failure if it is none
    static Duration duration(String text) {
        return Durations.read(text)
                .orElseThrow(() ->
                        new Failure(
                                ExitCode.USAGE,
                                "'"
                                        + Printable.of(text)
                                        + "' is no duration: write 90s, 14d or 1h30m"));
    }

    /// The specification that picocli puts into a verb before it runs it.
    static CommandSpec spec(@Nullable CommandSpec injected) {
        if (injected == null) {
            throw new IllegalStateException("a verb runs below the command line");
        }
        return injected;
    }
}
