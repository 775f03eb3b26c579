package dev.sessionwatchdog.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as they are written: `90s`, `1h30m`; parts are added up.
public final class Durations {

    private static final Pattern WHOLE = Pattern.compile("0|([0-9]+(ms|s|m|h|d))+");
    private static final Pattern PART = Pattern.compile("([0-9]+)(ms|s|m|h|d)");

    /// Longer ones would not fit into nanoseconds.
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final int MAX_LENGTH = 100;

    private static final List<Unit> UNITS =
            List.of(
                    new Unit("d", ChronoUnit.DAYS),
                    new Unit("h", ChronoUnit.HOURS),
                    new Unit("m", ChronoUnit.MINUTES),
                    new Unit("s", ChronoUnit.SECONDS),
                    new Unit("ms", ChronoUnit.MILLIS));

    private record Unit(String sign, ChronoUnit length) {}

    private Durations() {}

    /// The duration that the text says; empty when it says none.
    public static Optional<Duration> read(String text) {
        return switch (parse(text)) {
            case Parsed.Good<Duration>(Duration duration) -> Optional.of(duration);
            case Parsed.Bad<Duration> _ -> Optional.empty();
        };
    }

    static Parsed<Duration> parse(String text) {
        if (text.length() > MAX_LENGTH || !WHOLE.matcher(text).matches()) {
            return Parsed.bad("a duration is written like 90s, 5m or 1h30m (units: ms s m h d)");
        }
        Duration sum = Duration.ZERO;
        for (Matcher part = PART.matcher(text); part.find(); ) {
            if (part.group(1).length() > 15) {
                return tooLong();
            }
            sum = sum.plus(length(part.group(2)).multipliedBy(Long.parseLong(part.group(1))));
            if (sum.compareTo(LONGEST) > 0) {
                return tooLong();
            }
        }
        return new Parsed.Good<>(sum);
    }

    /// The shortest way to write it: whole units, the largest first.
    static String write(Duration duration) {
        if (duration.isZero()) {
            return "0";
        }
        StringBuilder text = new StringBuilder();
        Duration rest = duration;
        for (Unit unit : UNITS) {
            long count = rest.dividedBy(unit.length().getDuration());
            if (count > 0) {
                text.append(count).append(unit.sign());
                rest = rest.minus(unit.length().getDuration().multipliedBy(count));
            }
        }
        return text.toString();
    }

    private static Duration length(String sign) {
        return UNITS.stream()
                .filter(unit -> unit.sign().equals(sign))
                .map(unit -> unit.length().getDuration())
                .findFirst()
                .orElse(Duration.ZERO);
    }

    private static Parsed<Duration> tooLong() {
        return Parsed.bad("a duration is at most " + LONGEST.toDays() + "d");
    }
}
