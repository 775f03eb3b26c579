package dev.sessionwatchdog.cli;

import dev.sessionwatchdog.config.Durations;
import dev.sessionwatchdog.store.forensic.Printable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// What every verb needs from picocli.
final class Verbs {

    private Verbs() {}

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
