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
    void a_time_without_an_offset_is_the_readers_and_follows_the_clocks_of_that_night() {
        assertBound("today 03:00", "2026-05-28T01:00:00Z");
        assertBound("yesterday 23:59:59", "2026-05-27T21:59:59Z");
        assertBound("2026-05-28 20:35", "2026-05-28T18:35:00Z");
        assertBound("2026-05-28T20:35:07", "2026-05-28T18:35:07Z");
        // The clocks skip from 02:00 to 03:00, and show 02:30 twice.
        assertBound("2026-03-29 02:30", "2026-03-29T01:30:00Z");
        assertBound("2026-10-25 02:30", "2026-10-25T00:30:00Z");
    }

    @Test
    void refuses_everything_else() {
        for (String text :
                List.of(
                        "",
                        "-",
                        "-h",
                        "2h",
                        "-5",
                        "-1.5h",
                        "tomorrow",
                        "2026-13-01",
                        "today 25:00",
                        "today 3:00",
                        "2026-02-30 03:00")) {
            assertThat(TimeBound.parse(text, NOW, ZONE)).as(text).isEmpty();
        }
    }

    private static void assertBound(String text, String instant) {
        assertThat(TimeBound.parse(text, NOW, ZONE)).as(text).contains(Instant.parse(instant));
    }
}
