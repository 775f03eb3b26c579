package dev.sessionwatchdog.doctor;

import java.util.List;

/// What one check came to. What could not be seen is never fine: it is [CannotTell].
public sealed interface Result {

    /// Which check, such as `proc.visible`.
    String check();

    /// @param observed what was found, and is as it should be
    record Ok(String check, String observed) implements Result {}

    /// Something that should not stay as it is.
    ///
    /// @param observed what was found
    /// @param why what follows from it
    /// @param commands what to type, in this order; each a whole line for a POSIX shell
    record Finding(
            String check,
            Harm harm,
            Severity severity,
            String observed,
            String why,
            List<String> commands)
            implements Result {

        public Finding {
            commands = List.copyOf(commands);
        }

        static Finding error(
                String check, Harm harm, String observed, String why, String... commands) {
            return new Finding(check, harm, Severity.ERROR, observed, why, List.of(commands));
        }

        static Finding warning(
                String check, Harm harm, String observed, String why, String... commands) {
            return new Finding(check, harm, Severity.WARNING, observed, why, List.of(commands));
        }
    }

    /// @param reason why nothing is known
    /// @param commands by which a person can find out
    record CannotTell(String check, String reason, List<String> commands) implements Result {

        public CannotTell {
            commands = List.copyOf(commands);
        }

        static CannotTell because(String check, String reason, String... commands) {
            return new CannotTell(check, reason, List.of(commands));
        }
    }
}
