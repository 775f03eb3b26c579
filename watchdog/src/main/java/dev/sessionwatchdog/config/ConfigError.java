package dev.sessionwatchdog.config;

import dev.sessionwatchdog.store.forensic.Printable;
import java.util.Optional;

/// One reason why a configuration is refused, with what to do about it.
///
/// The texts are raw: whoever shows them takes [#render] or escapes them.
///
/// @param file as it was named
/// @param at empty when the file as a whole is meant
/// @param message what was found, what was expected, and the remedy
/// @param suggestion what was probably meant
/// @param sourceLine the line at [#at], empty without one
public record ConfigError(
        String file,
        Optional<Position> at,
        String message,
        Optional<String> suggestion,
        String sourceLine) {

    /// Without a position: something about the file itself.
    static ConfigError ofFile(String file, String message) {
        return new ConfigError(file, Optional.empty(), message, Optional.empty(), "");
    }

    /// 0 when the file as a whole is meant.
    public int line() {
        return at.map(Position::line).orElse(0);
    }

    /// 0 when the file as a whole is meant.
    public int column() {
        return at.map(Position::column).orElse(0);
    }

    /// `file:line:col: message`, the line with a caret under the column, and the suggestion;
    /// escaped, without a newline at the end.
    public String render() {
        StringBuilder text = new StringBuilder(Printable.of(file));
        at.ifPresent(
                place -> text.append(':').append(place.line()).append(':').append(place.column()));
        text.append(": ").append(Printable.of(message));
        at.ifPresent(place -> text.append('\n').append(Excerpt.of(sourceLine, place.column())));
        suggestion.ifPresent(meant ->
                text.append("\n  did you mean '").append(Printable.of(meant)).append("'?"));
        return text.toString();
    }
}
