package dev.sessionwatchdog.agent;

import dev.sessionwatchdog.action.BrokenPromiseException;
import dev.sessionwatchdog.cli.ExitCode;
import dev.sessionwatchdog.cli.Failure;
import java.time.Duration;
import java.util.Optional;

/// When the daemon is begun anew after it has failed: what a service manager does for a process of
/// our own (`systemd/`), as far as that makes sense inside another program.
///
/// It stays down where its unit would (a wrong argument or configuration, no permission, a root
/// that is another watchdog's), where trying again cannot help (a class that cannot be loaded), and
/// after a broken promise of ours, which a person should look at first. Everything else is tried
/// again, less and less often.
final class Retry {

    /// Doubled with every further failure.
    static final Duration FIRST = Duration.ofSeconds(10);

    static final Duration LONGEST = Duration.ofMinutes(10);

    private Duration delay = FIRST;

    /// @param lived how long the daemon had been at work
    /// @return how long to wait; empty when it stays down
    Optional<Duration> after(Throwable failure, Duration lived) {
        if (isForGood(failure)) {
            return Optional.empty();
        }
        if (lived.compareTo(LONGEST) >= 0) {
            delay = FIRST;
        }
        Duration now = delay;
        Duration longer = delay.multipliedBy(2);
        delay = longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
        return Optional.of(now);
    }

    private static boolean isForGood(Throwable failure) {
        return switch (failure) {
            case BrokenPromiseException _ -> true;
            case LinkageError _ -> true;
            case Failure known ->
                    switch (known.exitCode()) {
                        case ExitCode.USAGE,
                                ExitCode.OWNED_BY_ANOTHER,
                                ExitCode.PERMISSION,
                                ExitCode.CONFIGURATION ->
                                true;
                        default -> false;
                    };
            default -> false;
        };
    }
}
