package dev.sessionwatchdog.incident;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A moment as people write it: RFC 3339 as in `2026-05-28T20:35:07Z`, a date as in `2026-05-28`,
/// `-2h`, `-1h30m`, `today` and `yesterday` (their beginning), or `now`.
public final class TimeBound {

    private static final Pattern AGO =
            Pattern.compile(
                    "-(?=\\d)(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,9})s)?");

    private TimeBound() {}

    /// Empty if it cannot be understood.
    ///
    /// @param zone whose days `today` and `yesterday` are
    public static Optional<Instant> parse(String text, Instant now, ZoneId zone) {
        LocalDate today = LocalDate.ofInstant(now, zone);
        return switch (text) {
            case "now" -> Optional.of(now);
            case "today" -> Optional.of(beginning(today, zone));
            case "yesterday" -> Optional.of(beginning(today.minusDays(1), zone));
            default -> ago(text, now).or(() -> exact(text, zone));
        };
    }

    private static Instant beginning(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }

    private static Optional<Instant> ago(String text, Instant now) {
        Matcher matcher = AGO.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                now.minus(
                        Duration.ofDays(number(matcher, 1))
                                .plusHours(number(matcher, 2))
                                .plusMinutes(number(matcher, 3))
                                .plusSeconds(number(matcher, 4))));
    }

    private static long number(Matcher matcher, int group) {
        return Optional.ofNullable(matcher.group(group)).map(Long::parseLong).orElse(0L);
    }

    private static Optional<Instant> exact(String text, ZoneId zone) {
        try {
            return Optional.of(
                    text.length() == 10
                            ? beginning(LocalDate.parse(text), zone)
                            : OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException notOne) {
            return Optional.empty();
        }
    }
}
