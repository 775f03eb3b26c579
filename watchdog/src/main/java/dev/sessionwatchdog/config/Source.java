package dev.sessionwatchdog.config;

import java.util.List;
import java.util.Optional;

/// A text under the name that errors give it.
record Source(String file, String text, List<String> lines) {

    static Source of(String file, String text) {
        return new Source(file, text, List.of(text.split("\r\n|\r|\n", -1)));
    }

    ConfigError error(Position at, String message) {
        return error(at, message, Optional.empty());
    }

    ConfigError error(Position at, String message, Optional<String> suggestion) {
        return new ConfigError(file, Optional.of(at), message, suggestion, line(at.line()));
    }

    /// Where the code point of this index stands.
    Position position(int codePoint) {
        int offset =
                text.offsetByCodePoints(
                        0, Math.min(codePoint, text.codePointCount(0, text.length())));
        String[] before = text.substring(0, offset).split("\r\n|\r|\n", -1);
        String last = before[before.length - 1];
        return new Position(before.length, last.codePointCount(0, last.length()) + 1);
    }

    private String line(int number) {
        return number >= 1 && number <= lines.size() ? lines.get(number - 1) : "";
    }
}
