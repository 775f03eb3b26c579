package dev.sessionwatchdog.store.forensic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.time.Moment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;

/// Lines of events that nobody would write on purpose.
class EnvelopeTest {

    @Test
    void a_line_that_would_be_too_long_keeps_its_smaller_members_and_says_so() throws IOException {
        SimulatedLog log = SimulatedLog.empty();
        try (ForensicLog writer = log.open(SimulatedLog.LARGE)) {
            writer.append(new Talkative("x".repeat(70_000), "y"));
            writer.append(new Talkative("x", "y".repeat(70_000)));
        }

        for (RawLine line : log.lines()) {
            assertThat(line.bytes()).hasSizeLessThan(RawLine.MAX_BYTES);
            assertThat(line.text())
                    .contains("\"file\":{\"path\":\"/p\u00e4th\"}")
                    .endsWith("\"truncated\":true}");
            assertThat(line.facts().orElseThrow().intent()).hasValue("i-1");
        }
        assertThat(log.verify().problems()).isEmpty();
    }

    private record Talkative(String message, String lock) implements ForensicEvent {

        @Override
        public String action() {
            return "thing.act";
        }

        @Override
        public Phase phase() {
            return Phase.DONE;
        }

        @Override
        public Level level() {
            return Level.WARN;
        }

        @Override
        public Kind kind() {
            return Kind.EVENT;
        }

        @Override
        public Optional<String> reason() {
            return Optional.empty();
        }

        @Override
        public void writeMembers(JsonGenerator json) {
            json.writeObjectPropertyStart("file");
            json.writeStringProperty("path", "/p\u00e4th");
            json.writeEndObject();
            json.writeStringProperty("lock", lock);
            json.writeObjectPropertyStart("correlation");
            json.writeStringProperty("intent", "i-1");
            json.writeEndObject();
        }
    }

    @Test
    void a_broken_surrogate_does_not_silence_the_log() throws IOException {
        SimulatedLog log = SimulatedLog.empty();
        try (ForensicLog writer = log.open(SimulatedLog.LARGE)) {
            writer.append(SomeEvent.observed("half \ud83d pair"));
        }

        assertThat(log.messages()).containsExactly("half ? pair");
        assertThat(log.verify().problems()).isEmpty();
    }

    @Test
    void a_monotonic_clock_from_before_its_origin_is_still_written_as_a_number_from_zero() {
        Moment moment = new Moment(-5, -9, Instant.EPOCH, "unknown");

        byte[] line =
                new Envelope(
                                "id",
                                Link.none("c"),
                                1,
                                moment,
                                new LineText(SimulatedLog.origin("enforce")))
                        .line(SomeEvent.observed("x"));

        assertThat(new String(line, StandardCharsets.UTF_8))
                .contains("\"monotonic_ns\":9223372036854775803,\"suspended_ns\":0");
    }
}
