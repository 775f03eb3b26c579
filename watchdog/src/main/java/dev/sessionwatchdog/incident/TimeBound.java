package dev.sessionwatchdog.incident;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A moment as people write it: RFC 3339 as in `2026-05-28T20:35:07Z`, `-2h`, `-1h30m`, `now`, or a
/// day with or without a time of it, as in `2026-05-28`, `yesterday`, `today 03:00`, `2026-05-28
/// 20:35:07`.
///
/// What has no offset is in the reader's time zone. A day without a time means its beginning. A
/// time that the clocks skip that night is taken to be as much later as they skip, one that they
/// show twice is the first of the two.
public final class TimeBound {

    private static final Pattern AGO =
            Pattern.compile(
                    "-(?=\\d)(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,9})s)?");

    private static final Pattern OF_A_DAY =
            Pattern.compile(
                    "(today|yesterday|\\d{4}-\\d{2}-\\d{2})[ T](\\d{2}:\\d{2}(?::\\d{2})?)");

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
            default ->
                    ago(text, now).or(() -> ofADay(text, today, zone)).or(() -> exact(text, zone));
        };
    }

    private static Optional<Instant> ofADay(String text, LocalDate today, ZoneId zone) {
        Matcher matcher = OF_A_DAY.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            LocalDate day =
                    switch (matcher.group(1)) {
                        case "today" -> today;
                        case "yesterday" -> today.minusDays(1);
                        default -> LocalDate.parse(matcher.group(1));
                    };
            LocalTime time = LocalTime.parse(matcher.group(2));
            return Optional.of(day.atTime(time).atZone(zone).toInstant());
        } catch (DateTimeException notOne) {
            return Optional.empty();
        }
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
