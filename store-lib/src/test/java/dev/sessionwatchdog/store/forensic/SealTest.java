package dev.sessionwatchdog.store.forensic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.forensic.Verification.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Finished segments have seals, and what is done to either is found and named.
final class SealTest {

    private static final Rotation EACH = new Rotation(10, Duration.ofDays(1));

    /// Four finished segments with one event each, and a fifth event.
    private static SimulatedLog five() throws IOException {
        SimulatedLog log = SimulatedLog.empty();
        log.write(EACH, 5);
        return log;
    }

    private static String seal(int first) {
        return "log/events-00000000000%d.seal".formatted(first);
    }

    private static String segment(int first) {
        return "log/events-00000000000%d.jsonl".formatted(first);
    }

    private static Map<String, String> scalars(SimulatedLog log, String path) {
        return Json.scalars(log.disk.read(path), Set.of()).orElseThrow();
    }

    @Test
    void a_seal_says_what_its_segment_is_and_is_chained_to_the_seal_before() throws IOException {
        SimulatedLog log = SimulatedLog.empty();
        log.write(new Rotation(2000, Duration.ofDays(1)), 7);
        byte[] content = log.disk.read(segment(3));

        assertThat(scalars(log, seal(3)))
                .containsEntry("first", "3")
                .containsEntry("last", "4")
                .containsEntry("lines", "2")
                .containsEntry("bytes", Integer.toString(content.length))
                .containsEntry("sha256", Hash.of(content))
                .containsEntry("chain", "chain-1")
                .containsEntry("prev", Hash.of(log.disk.read(seal(1))));
        assertThat(scalars(log, seal(1))).containsEntry("prev", Hash.NONE);
        assertThat(scalars(log, SimulatedLog.HEAD))
                .containsEntry("sealed", "5")
                .containsEntry("seal", Hash.of(log.disk.read(seal(5))));
        assertThat(log.verify().problems()).isEmpty();
        assertThat(log.verify().notes()).isEmpty();
    }

    @Test
    void every_changed_byte_of_a_seal_is_found_and_is_one_problem_of_that_seal()
            throws IOException {
        SimulatedLog log = five();
        for (int first = 1; first <= 4; first++) {
            byte[] sound = log.disk.read(seal(first));
            for (int at = 0; at < sound.length; at++) {
                byte[] changed = sound.clone();
                changed[at] ^= 1;
                log.disk.file(seal(first), changed);
                assertThat(log.verify().problems())
                        .as("seal %d, byte %d", first, at)
                        .singleElement()
                        .extracting(Problem::file)
                        .isEqualTo(seal(first).substring(4));
            }
            log.disk.file(seal(first), sound);
        }
        assertThat(log.verify().problems()).isEmpty();
    }

    @Test
    void a_removed_seal_is_found_wherever_it_stood() throws IOException {
        for (int first = 1; first <= 4; first++) {
            SimulatedLog log = five();
            log.disk.remove(seal(first));

            assertThat(log.verify().problems())
                    .as("seal %d", first)
                    .singleElement()
                    .satisfies(it -> {
                        assertThat(it.flaw()).isEqualTo(Verification.Flaw.SEAL_MISSING);
                        assertThat(it.file()).endsWith(".seal");
                    });
        }
    }

    /// The next start must not hide it by writing a new one.
    @Test
    void a_removed_newest_seal_stays_found_after_a_new_start() throws IOException {
        SimulatedLog log = five();
        log.disk.remove(seal(4));

        try (ForensicLog writer = log.open(SimulatedLog.LARGE)) {
            assertThat(writer.remarks())
                    .containsExactly(
                            "the head knows of events-000000000004.seal, which is gone; kept as"
                                    + " events.head.broken-1");
        }

        assertThat(log.verify().problems())
                .extracting(Problem::file)
                .containsExactly("events.head.broken-1");
    }

    @Test
    void a_segment_that_is_missing_is_named_with_what_it_held() throws IOException {
        SimulatedLog log = five();
        log.disk.remove(segment(2));
        log.disk.remove(segment(3));

        assertThat(log.verify().problems())
                .extracting(Problem::sentence)
                .containsExactly(
                        "events-000000000002.jsonl: it is missing: by its seal it holds sequence 2"
                                + " to 2",
                        "events-000000000003.jsonl: it is missing: by its seal it holds sequence 3"
                                + " to 3");
    }

    @Test
    void a_missing_last_finished_segment_is_named_too() throws IOException {
        SimulatedLog log = five();
        log.disk.remove(segment(4));

        assertThat(log.verify().problems())
                .singleElement()
                .extracting(Problem::file)
                .isEqualTo("events-000000000004.jsonl");
    }

    /// Only the seal knows: the chain goes on in the next segment as if nothing had stood there.
    @Test
    void what_was_added_at_the_end_of_a_finished_segment_is_found() throws IOException {
        SimulatedLog log = five();
        log.disk.file(segment(2), log.disk.text(segment(2)) + "torn");

        assertThat(log.verify().problems())
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.flaw()).isEqualTo(Verification.Flaw.SEGMENT_CHANGED);
                    assertThat(it.explanation()).contains("bytes");
                });
    }

    /// The seal is of what was written, not of what is found when the segment is finished.
    @Test
    void what_was_changed_before_its_segment_was_finished_is_not_sealed_as_if_it_were_ours()
            throws IOException {
        SimulatedLog log = SimulatedLog.empty();
        try (ForensicLog writer = log.open(EACH)) {
            writer.append(SomeEvent.observed("event 1"));
            writer.append(SomeEvent.observed("event 2"));
            String written = log.disk.text(SimulatedLog.ACTIVE);
            log.disk.file(SimulatedLog.ACTIVE, written.replace("event 2", "event 9"));
            writer.append(SomeEvent.observed("event 3"));
        }

        assertThat(scalars(log, seal(2)))
                .doesNotContainEntry("sha256", Hash.of(log.disk.read(segment(2))));
        assertThat(log.verify().problems()).isNotEmpty();
    }

    @Test
    void a_segment_that_a_crash_left_unsealed_is_a_note_and_is_sealed_at_the_next_start()
            throws IOException {
        SimulatedLog log = SimulatedLog.with(3);
        log.disk.rename(SimulatedLog.ACTIVE, segment(1));

        assertThat(log.verify().problems()).isEmpty();
        assertThat(log.verify().notes())
                .singleElement()
                .satisfies(it -> assertThat(it.explanation()).startsWith("not sealed: "));

        log.write(SimulatedLog.LARGE, 1);
        assertThat(log.verify().notes()).isEmpty();
        assertThat(scalars(log, seal(1))).containsEntry("lines", "3");
    }

    @Test
    void a_segment_for_whose_seal_there_was_no_room_at_the_start_is_sealed_at_the_next_rotation()
            throws IOException {
        SimulatedLog log = SimulatedLog.with(3);
        log.disk.rename(SimulatedLog.ACTIVE, segment(1));
        // Enough for an empty file.
        log.disk.space.leave(300);
        try (ForensicLog writer = log.open(EACH)) {
            assertThat(log.disk.exists(seal(1))).isFalse();
            log.disk.space.becomeEndless();
            writer.append(SomeEvent.observed("event 4"));
            writer.append(SomeEvent.observed("event 5"));
        }

        assertThat(log.unsealed()).isEmpty();
        assertThat(log.verify().problems()).isEmpty();
        assertThat(log.verify().notes()).isEmpty();
        assertThat(scalars(log, seal(4))).containsEntry("prev", Hash.of(log.disk.read(seal(1))));
    }

    @Test
    void what_is_found_at_a_start_to_be_torn_is_sealed_as_it_is() throws IOException {
        SimulatedLog log = SimulatedLog.with(2);
        log.disk.file(SimulatedLog.ACTIVE, log.disk.text(SimulatedLog.ACTIVE) + "{\"sch");
        log.write(SimulatedLog.LARGE, 1);

        assertThat(log.verify().problems()).isEmpty();
        assertThat(scalars(log, seal(1)))
                .containsEntry("sha256", Hash.of(log.disk.read(segment(1))))
                .containsEntry("lines", "2");
    }

    @Test
    void a_head_from_before_there_were_seals_can_be_read() throws IOException {
        SimulatedLog log = SimulatedLog.with(2);
        log.disk.file(
                SimulatedLog.HEAD,
                log.disk.text(SimulatedLog.HEAD).replaceAll(",\"sealed\".*", "}"));

        assertThat(log.verify().problems()).isEmpty();
        assertThat(log.verify().notes()).isEmpty();
        assertThat(Head.read(log.directory()))
                .isInstanceOfSatisfying(
                        Head.Found.Present.class,
                        it -> assertThat(Optional.of(it.head().sealed().first())).hasValue(0L));
    }
}
