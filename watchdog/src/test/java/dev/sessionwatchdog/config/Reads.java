package dev.sessionwatchdog.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Reads texts as if they were the file `watchdog.yaml` of a user who lives in `/home/ann`.
final class Reads {

    static final Path HOME = Path.of("/home/ann");

    private Reads() {}

    static Reading read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    static Reading read(byte[] bytes) {
        return new ConfigLoader(HOME, Overrides.NONE)
                .read("watchdog.yaml", Optional.empty(), bytes);
    }

    static Reading.Loaded loaded(String text) {
        return switch (read(text)) {
            case Reading.Loaded loaded -> loaded;
            case Reading.Rejected rejected -> throw new AssertionError(rendered(rejected.errors()));
        };
    }

    static List<ConfigError> errors(String text) {
        return read(text) instanceof Reading.Rejected(List<ConfigError> errors)
                ? errors
                : List.of();
    }

    /// The one error of a text.
    static ConfigError error(String text) {
        List<ConfigError> errors = errors(text);
        assertThat(errors).as("errors of %s", text).hasSize(1);
        return errors.getFirst();
    }

    static String rendered(List<ConfigError> errors) {
        return errors.stream().map(ConfigError::render).reduce("", (a, b) -> a + b + "\n");
    }
}
