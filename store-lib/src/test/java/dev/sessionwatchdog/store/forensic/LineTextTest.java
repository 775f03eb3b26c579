package dev.sessionwatchdog.store.forensic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;

final class LineTextTest {

    private final LineText text = new LineText(SimulatedLog.origin("enforce"));

    private String line(String value) {
        byte[] line = text.line(json -> json.writeStringProperty("a", value));
        return new String(line, StandardCharsets.UTF_8);
    }

    @Test
    void a_line_says_nothing_of_the_longer_one_before_it() {
        assertEquals("{\"a\":\"" + "x".repeat(100_000) + "\"}\n", line("x".repeat(100_000)));
        assertEquals("{\"a\":\"" + "y".repeat(9_000) + "\"}\n", line("y".repeat(9_000)));
        assertEquals("{\"a\":\"z\"}\n", line("z"));
    }

    @Test
    void what_an_event_wrote_that_failed_is_in_no_line() {
        assertEquals("{\"a\":\"1\"}\n", line("1"));
        assertThrows(
                IllegalStateException.class,
                () ->
                        text.line(json -> {
                            json.writeStringProperty("torn", "x".repeat(20_000));
                            throw new IllegalStateException("in the middle");
                        }));
        assertEquals("{\"a\":\"2\"}\n", line("2"));
    }

    @Test
    void half_a_surrogate_pair_at_the_end_of_a_text_is_a_question_mark_and_ends_there() {
        assertEquals("{\"a\":\"?\"}\n", line("\ud83d"));
        assertEquals("{\"a\":\"b\"}\n", line("b"));
    }

    @Test
    void a_time_is_told_to_its_own_millisecond() {
        Instant first = Instant.parse("2026-11-22T10:00:00.001999Z");
        assertEquals("2026-11-22T10:00:00.001Z", text.timestamp(first));
        assertEquals("2026-11-22T10:00:00.001Z", text.timestamp(first));
        assertEquals("2026-11-22T10:00:00.002Z", text.timestamp(first.plusNanos(1_000)));
        assertEquals("2026-11-22T10:00:00.001Z", text.timestamp(first));
    }

    @Test
    void who_writes_follows_the_members_before() {
        String line =
                new String(
                        text.line(json -> {
                            json.writeStringProperty("a", "1");
                            text.writeOrigin(json);
                            member(json);
                        }),
                        StandardCharsets.UTF_8);
        assertTrue(line.startsWith("{\"a\":\"1\",\"host\":{"), line);
        assertTrue(line.endsWith("},\"b\":true}\n"), line);
    }

    private static void member(JsonGenerator json) {
        json.writeBooleanProperty("b", true);
    }
}
