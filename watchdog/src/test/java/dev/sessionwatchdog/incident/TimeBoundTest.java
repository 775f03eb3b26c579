package dev.sessionwatchdog.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TimeBoundTest {

    private static final Instant NOW = Instant.parse("2026-05-28T20:36:07Z");
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    @Test
    void understands_what_people_write() {
        assertBound("2026-05-28T20:35:07Z", "2026-05-28T20:35:07Z");
        assertBound("2026-05-28T22:35:07.5+02:00", "2026-05-28T20:35:07.500Z");
        assertBound("2026-05-28", "2026-05-27T22:00:00Z");
        assertBound("today", "2026-05-27T22:00:00Z");
        assertBound("yesterday", "2026-05-26T22:00:00Z");
        assertBound("now", "2026-05-28T20:36:07Z");
        assertBound("-2h", "2026-05-28T18:36:07Z");
        assertBound("-30m", "2026-05-28T20:06:07Z");
        assertBound("-1d2h3m4s", "2026-05-27T18:33:03Z");
    }

    @Test
    void refuses_everything_else() {
        for (String text : List.of("", "-", "-h", "2h", "-5", "-1.5h", "tomorrow", "2026-13-01")) {
            assertThat(TimeBound.parse(text, NOW, ZONE)).as(text).isEmpty();
        }
    }

    private static void assertBound(String text, String instant) {
        assertThat(TimeBound.parse(text, NOW, ZONE)).as(text).contains(Instant.parse(instant));
    }
}
