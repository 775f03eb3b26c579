package dev.sessionwatchdog.config;

import java.util.List;
import java.util.Locale;

/// What a YAML text says, with positions: only what a configuration may be made of.
sealed interface Yaml {

    Position at();

    /// In the words of an error message.
    default String described() {
        return switch (this) {
            case Mapping _ -> "a block of settings";
            case Sequence _ -> "a list";
            case Scalar scalar -> scalar.type().described(cut(scalar.text()));
        };
    }

    private static String cut(String text) {
        return text.length() <= 80 ? text : text.substring(0, text.offsetByCodePoints(0, 40)) + "…";
    }

    record Mapping(Position at, List<Field> fields) implements Yaml {}

    record Sequence(Position at, List<Yaml> items) implements Yaml {}

    record Scalar(Position at, String text, ScalarType type) implements Yaml {}

    record Field(Scalar key, Yaml value) {}

    enum ScalarType {
        STRING,
        INTEGER,
        DECIMAL,
        BOOLEAN,
        NULL;

        private String described(String text) {
            return switch (this) {
                case STRING -> "the text '" + text + "'";
                case INTEGER, DECIMAL -> "the number " + text;
                case BOOLEAN -> text.toLowerCase(Locale.ROOT);
                case NULL -> "nothing";
            };
        }
    }
}
