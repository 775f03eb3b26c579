package dev.sessionwatchdog.config;

import dev.sessionwatchdog.config.Yaml.Scalar;
import dev.sessionwatchdog.config.Yaml.ScalarType;
import dev.sessionwatchdog.config.Yaml.Sequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// How the value of a setting is written, checked and shown again.
sealed interface Kind<T> {

    Parsed<T> parse(Yaml written);

    /// As it is written in a configuration: a text, a number, a boolean or a list of texts.
    Object shown(T value);

    /// The only number that this daemon understands as the format's version.
    record Version(int only) implements Kind<Integer> {
        @Override
        public Parsed<Integer> parse(Yaml written) {
            return written instanceof Scalar(_, String text, ScalarType type)
                            && type == ScalarType.INTEGER
                            && text.equals(Integer.toString(only))
                    ? new Parsed.Good<>(only)
                    : Parsed.bad(
                            "expected "
                                    + only
                                    + ", found "
                                    + written.described()
                                    + "; this session-watchdog reads format "
                                    + only
                                    + " and guesses no other");
        }

        @Override
        public Object shown(Integer value) {
            return value;
        }
    }

    record Flag() implements Kind<Boolean> {
        @Override
        public Parsed<Boolean> parse(Yaml written) {
            if (written instanceof Scalar(_, String text, ScalarType type)
                    && type == ScalarType.BOOLEAN) {
                return new Parsed.Good<>(Boolean.valueOf(text));
            }
            String expected = "expected true or false, found " + written.described();
            return written instanceof Scalar scalar
                    ? new Parsed.Bad<>(expected, meant(scalar.text()))
                    : Parsed.bad(expected);
        }

        private static Optional<String> meant(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true", "yes", "on", "y", "1" -> Optional.of("true");
                case "false", "no", "off", "n", "0" -> Optional.of("false");
                default -> Optional.empty();
            };
        }

        @Override
        public Object shown(Boolean value) {
            return value;
        }
    }

    /// One of an enum's constants, written in lower case with hyphens.
    record Choice<E extends Enum<E>>(Class<E> type) implements Kind<E> {
        @Override
        public Parsed<E> parse(Yaml written) {
            if (written instanceof Scalar(_, String text, ScalarType kind)
                    && kind == ScalarType.STRING) {
                for (E each : type.getEnumConstants()) {
                    if (word(each).equals(text)) {
                        return new Parsed.Good<>(each);
                    }
                }
            }
            String expected =
                    "expected one of "
                            + String.join(", ", words())
                            + "; found "
                            + written.described();
            return new Parsed.Bad<>(
                    expected,
                    written instanceof Scalar scalar
                            ? Spelling.closest(scalar.text(), words())
                            : Optional.empty());
        }

        List<String> words() {
            return Arrays.stream(type.getEnumConstants()).map(Choice::word).toList();
        }

        private static String word(Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        @Override
        public Object shown(E value) {
            return word(value);
        }
    }

    record Whole(int least) implements Kind<Integer> {
        @Override
        public Parsed<Integer> parse(Yaml written) {
            if (!(written instanceof Scalar(_, String text, ScalarType type)
                    && type == ScalarType.INTEGER)) {
                return Parsed.bad("expected a whole number, found " + written.described());
            }
            long number = text.length() > 11 ? Long.MIN_VALUE : Long.parseLong(text);
            return number >= least && number <= Integer.MAX_VALUE
                    ? new Parsed.Good<>((int) number)
                    : Parsed.bad(
                            "expected "
                                    + least
                                    + " to "
                                    + Integer.MAX_VALUE
                                    + ", found "
                                    + written.described());
        }

        @Override
        public Object shown(Integer value) {
            return value;
        }
    }

    record Factor(double least) implements Kind<Double> {
        private static final double MOST = 1000;

        @Override
        public Parsed<Double> parse(Yaml written) {
            if (!(written instanceof Scalar(_, String text, ScalarType type)
                    && (type == ScalarType.INTEGER || type == ScalarType.DECIMAL))) {
                return Parsed.bad("expected a number like 1.5, found " + written.described());
            }
            double number =
                    text.matches("[-+.0-9eE]{1,32}") ? Double.parseDouble(text) : Double.NaN;
            return number >= least && number <= MOST
                    ? new Parsed.Good<>(number)
                    : Parsed.bad(
                            "expected " + least + " to " + MOST + ", found " + written.described());
        }

        @Override
        public Object shown(Double value) {
            return value;
        }
    }

    record Span() implements Kind<Duration> {
        @Override
        public Parsed<Duration> parse(Yaml written) {
            return withUnit(written, Durations::parse);
        }

        @Override
        public Object shown(Duration value) {
            return Durations.write(value);
        }
    }

    record Size() implements Kind<Long> {
        @Override
        public Parsed<Long> parse(Yaml written) {
            return withUnit(written, Sizes::parse);
        }

        @Override
        public Object shown(Long value) {
            return Sizes.write(value);
        }
    }

    record Percent() implements Kind<Integer> {
        @Override
        public Parsed<Integer> parse(Yaml written) {
            return withUnit(
                    written,
                    text ->
                            text.matches("[0-9]{1,2}%")
                                    ? new Parsed.Good<>(
                                            Integer.parseInt(text.substring(0, text.length() - 1)))
                                    : Parsed.bad("a percentage is written like 10% (0% to 99%)"));
        }

        @Override
        public Object shown(Integer value) {
            return value + "%";
        }
    }

    /// A text that one more rule judges.
    record Text(Function<String, Parsed<String>> rule) implements Kind<String> {
        @Override
        public Parsed<String> parse(Yaml written) {
            return text(written).then(rule);
        }

        @Override
        public Object shown(String value) {
            return value;
        }
    }

    record Texts() implements Kind<List<String>> {
        @Override
        public Parsed<List<String>> parse(Yaml written) {
            if (!(written instanceof Sequence(_, List<Yaml> items))) {
                return Parsed.bad("expected a list like [one, two], found " + written.described());
            }
            List<String> texts = new ArrayList<>();
            for (Yaml item : items) {
                switch (text(item)) {
                    case Parsed.Good<String>(String value) -> texts.add(value);
                    case Parsed.Bad<String>(String message, Optional<String> suggestion) -> {
                        return new Parsed.Bad<>("in this list: " + message, suggestion);
                    }
                }
            }
            return new Parsed.Good<>(List.copyOf(texts));
        }

        @Override
        public Object shown(List<String> value) {
            return value;
        }
    }

    private static Parsed<String> text(Yaml written) {
        if (written instanceof Scalar(_, String text, ScalarType type)
                && type == ScalarType.STRING) {
            return new Parsed.Good<>(text);
        }
        String quotes =
                written instanceof Scalar ? "; put it in quotes if it is meant as text" : "";
        return Parsed.bad("expected a text, found " + written.described() + quotes);
    }

    /// Zero is zero in every unit; any other number without one is refused.
    private static <T> Parsed<T> withUnit(Yaml written, Function<String, Parsed<T>> parser) {
        if (!(written instanceof Scalar(_, String text, ScalarType type))
                || type == ScalarType.NULL
                || type == ScalarType.BOOLEAN) {
            return Parsed.bad("found " + written.described() + "; " + remedy(parser));
        }
        if (type == ScalarType.STRING || text.equals("0")) {
            return switch (parser.apply(text)) {
                case Parsed.Good<T> good -> good;
                case Parsed.Bad<T>(String message, Optional<String> meant) ->
                        new Parsed.Bad<>("found " + written.described() + "; " + message, meant);
            };
        }
        return Parsed.bad("found " + written.described() + " without a unit; " + remedy(parser));
    }

    private static <T> String remedy(Function<String, Parsed<T>> parser) {
        return parser.apply("") instanceof Parsed.Bad<T>(String message, _) ? message : "";
    }
}
