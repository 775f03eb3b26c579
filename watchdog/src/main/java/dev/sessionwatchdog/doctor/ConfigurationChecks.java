package dev.sessionwatchdog.doctor;

import dev.sessionwatchdog.config.Config;
import java.util.ArrayList;
import java.util.List;

/// Whether a configuration is in force, and which.
final class ConfigurationChecks {

    private static final String CHECK = "config";

    private final Circumstances circumstances;

    ConfigurationChecks(Circumstances circumstances) {
        this.circumstances = circumstances;
    }

    List<Result> look() {
        List<Result> results = new ArrayList<>();
        if (circumstances.refusal().isEmpty()) {
            results.add(
                    new Result.Ok(
                            CHECK,
                            circumstances
                                    .configFile()
                                    .map(file -> file + " is in force")
                                    .orElse("there is no file: the defaults hold")));
        } else {
            results.add(
                    Result.Finding.error(
                            CHECK,
                            Harm.IDLE,
                            "the configuration is refused: " + circumstances.refusal().getFirst(),
                            "no daemon starts with it, and what follows is judged by the defaults",
                            "session-watchdog config check"
                                    + circumstances
                                            .configFile()
                                            .map(file -> " " + ShellWord.of(file))
                                            .orElse("")));
        }
        if (circumstances.refusal().isEmpty()
                && circumstances.config().mode() == Config.Mode.OBSERVE) {
            results.add(
                    new Result.Ok(
                            "config.mode", "observe: it says what it would do, and does nothing"));
        }
        return results;
    }
}
