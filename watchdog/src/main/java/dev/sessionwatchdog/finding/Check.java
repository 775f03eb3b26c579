package dev.sessionwatchdog.finding;

import java.util.Optional;

/// One thing that a rule asked, what it found, and what it wanted.
///
/// @param check its name, stable, for people's filters
/// @param observed what was found
/// @param limit what was wanted, where there is such a thing
/// @param answer whether it was met
public record Check(String check, String observed, Optional<String> limit, Answer answer) {

    /// Doubt is a value.
    public enum Answer {
        PASS,
        FAIL,
        CANNOT_TELL;

        static Answer of(boolean met) {
            return met ? PASS : FAIL;
        }
    }

    static Check of(String check, String observed, boolean met) {
        return new Check(check, observed, Optional.empty(), Answer.of(met));
    }

    static Check of(String check, String observed, String limit, boolean met) {
        return new Check(check, observed, Optional.of(limit), Answer.of(met));
    }

    static Check unclear(String check, String observed) {
        return new Check(check, observed, Optional.empty(), Answer.CANNOT_TELL);
    }

    public boolean passed() {
        return answer == Answer.PASS;
    }
}
