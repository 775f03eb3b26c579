package dev.sessionwatchdog.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as they are written: `90s`, `1h30m`; parts are added up.
public final class Durations {

    private static final Pattern WHOLE = Pattern.compile("0|([0-9]+(ms|s|m|h|d))+");
    private static final Pattern PART = Pattern.compile("([0-9]+)(ms|s|m|h|d)");

    /// Longer ones would not fit into nanoseconds.
    private static final long LONGEST_DAYS = 36_500;

    private static final long LONGEST = Duration.ofDays(LONGEST_DAYS).toMillis();

    private static final int MAX_LENGTH = 100;

    private static final List<Unit> UNITS =
            List.of(
                    new Unit("d", Duration.ofDays(1).toMillis()),
                    new Unit("h", Duration.ofHours(1).toMillis()),
                    new Unit("m", Duration.ofMinutes(1).toMillis()),
                    new Unit("s", 1_000),
                    new Unit("ms", 1));

    private record Unit(String sign, long millis) {}

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
        long sum = 0;
        for (Matcher part = PART.matcher(text); part.find(); ) {
            long unit = millis(part.group(2));
            if (part.group(1).length() > 15
                    || Long.parseLong(part.group(1)) > (LONGEST - sum) / unit) {
                return tooLong();
            }
            sum += Long.parseLong(part.group(1)) * unit;
        }
        return new Parsed.Good<>(Duration.ofMillis(sum));
    }

    /// The shortest way to write it: whole units, the largest first.
    static String write(Duration duration) {
        if (duration.isZero()) {
            return "0";
        }
        StringBuilder text = new StringBuilder();
        long rest = duration.toMillis();
        for (Unit unit : UNITS) {
            long count = rest / unit.millis();
            if (count > 0) {
                text.append(count).append(unit.sign());
                rest -= unit.millis() * count;
            }
        }
        return text.toString();
    }

    private static long millis(String sign) {
        for (Unit unit : UNITS) {
            if (unit.sign().equals(sign)) {
                return unit.millis();
            }
        }
        throw new IllegalArgumentException("no unit of time: " + sign);
    }

    private static Parsed<Duration> tooLong() {
        return Parsed.bad("a duration is at most " + LONGEST_DAYS + "d");
    }
}
