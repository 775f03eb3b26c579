package dev.sessionwatchdog.store.forensic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.forensic.Verification.Flaw;
import dev.sessionwatchdog.store.forensic.Verification.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ForensicVerifierTest {

    @Test
    void finds_nothing_wrong_with_an_untouched_log() throws IOException {
        Verification verification = SimulatedLog.with(5).verify();

        assertThat(verification.sound()).isTrue();
        assertThat(verification.notes()).isEmpty();
        assertThat(verification.lines()).isEqualTo(5);
        assertThat(verification.first()).isEqualTo(OptionalLong.of(1));
        assertThat(verification.last()).isEqualTo(OptionalLong.of(5));
        assertThat(verification.segments()).isEqualTo(1);
    }

    @Test
    void finds_nothing_wrong_where_there_is_no_log() throws IOException {
        assertThat(SimulatedLog.empty().verify().sound()).isTrue();
    }

    @Test
    void finds_a_changed_byte_at_every_position_and_names_the_line() throws IOException {
        SimulatedLog log = SimulatedLog.with(4);
        byte[] sound = log.disk.read(SimulatedLog.ACTIVE);
        long line = 1;
        for (int at = 0; at < sound.length; at++) {
            for (int other : new int[] {sound[at] ^ 1, sound[at] ^ 4, '\n', ' ', '0', 0, 0xff}) {
                if ((byte) other != sound[at]) {
                    byte[] changed = sound.clone();
                    changed[at] = (byte) other;
                    log.disk.file(SimulatedLog.ACTIVE, changed);
                    assertThat(log.verify().problems())
                            .as("byte %d is %d, in line %d", at, other, line)
                            .isNotEmpty()
                            .first()
                            .extracting(Problem::file, Problem::line)
                            .containsExactly("events.jsonl", line);
                }
            }
            line += sound[at] == '\n' ? 1 : 0;
        }
    }

    @Test
    void a_change_inside_of_one_event_is_one_problem() throws IOException {
        SimulatedLog log = SimulatedLog.with(4);
        for (int at = 0; at < 4; at++) {
            for (String[] change :
                    new String[][] {
                        {"\"message\":\"event", "\"message\":\"avent"},
                        {"\"prev\":\"", "\"prev\":\"x"},
                        {"\"sequence\":", "\"sequence\":1"}
                    }) {
                List<String> sound = log.activeLines();
                List<String> lines = log.activeLines();
                lines.set(at, lines.get(at).replace(change[0], change[1]));
                log.putActive(lines);
                if (!change[0].contains("sequence") || at > 0) {
                    assertThat(log.verify().problems())
                            .as("%s in line %d", change[0], at + 1)
                            .hasSize(1);
                }
                log.putActive(sound);
            }
        }
    }

    @Test
    void finds_every_removed_line() throws IOException {
        for (int at = 0; at < 4; at++) {
            SimulatedLog log = SimulatedLog.with(4);
            List<String> lines = log.activeLines();
            lines.remove(at);
            log.putActive(lines);

            Problem problem = log.verify().problems().getFirst();

            assertThat(problem.flaw()).isEqualTo(at == 3 ? Flaw.MISSING_END : Flaw.GAP);
            assertThat(problem.line()).isEqualTo(at == 3 ? 3 : at + 1);
        }
    }

    @Test
    void finds_swapped_lines() throws IOException {
        SimulatedLog log = SimulatedLog.with(5);
        List<String> lines = log.activeLines();
        Collections.swap(lines, 1, 2);
        log.putActive(lines);

        assertThat(log.verify().problems().getFirst().sentence())
                .isEqualTo("events.jsonl:2: sequence 3: sequence 2 should stand here");
    }

    @Test
    void finds_an_end_that_was_cut_off() throws IOException {
        SimulatedLog log = SimulatedLog.with(5);
        log.putActive(log.activeLines().subList(0, 3));

        assertThat(log.verify().problems())
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.flaw()).isEqualTo(Flaw.MISSING_END);
                    assertThat(it.sequence()).hasValue(5);
                    assertThat(it.line()).isEqualTo(3);
                });
    }

    @Test
    void finds_a_log_that_is_gone() throws IOException {
        SimulatedLog log = SimulatedLog.with(5);
        log.disk.remove(SimulatedLog.ACTIVE);

        assertThat(log.verify().problems()).hasSize(1);
    }

    @Test
    void finds_a_missing_and_a_renamed_segment() throws IOException {
        SimulatedLog log = SimulatedLog.empty();
        log.write(new Rotation(10, Duration.ofDays(1)), 5);
        log.disk.rename("log/events-000000000002.jsonl", "log/events-000000000009.jsonl");

        assertThat(log.verify().problems())
                .extracting(Problem::flaw)
                .containsExactly(Flaw.SEGMENT_MISSING, Flaw.MISNAMED, Flaw.GAP);

        log.disk.remove("log/events-000000000009.jsonl");
        assertThat(log.verify().problems())
                .singleElement()
                .extracting(Problem::file)
                .isEqualTo("events-000000000002.jsonl");
    }

    @Test
    void finds_that_the_oldest_segment_is_missing() throws IOException {
        SimulatedLog log = SimulatedLog.empty();
        log.write(new Rotation(10, Duration.ofDays(1)), 3);
        log.disk.remove("log/events-000000000001.jsonl");

        assertThat(log.verify().problems())
                .singleElement()
                .extracting(Problem::explanation)
                .isEqualTo("it is missing: by its seal it holds sequence 1 to 1");
    }

    @Test
    void finds_a_line_that_is_longer_than_any_of_ours() throws IOException {
        SimulatedLog log = SimulatedLog.with(3);
        List<String> lines = log.activeLines();
        lines.add(1, "x".repeat(1_000_000) + "\n");
        log.putActive(lines);

        Verification verification = log.verify();

        assertThat(verification.problems())
                .singleElement()
                .extracting(Problem::line, Problem::flaw)
                .containsExactly(2L, Flaw.UNPARSABLE);
        assertThat(verification.lines()).isEqualTo(3);
    }

    @Test
    void a_torn_tail_is_a_note() throws IOException {
        SimulatedLog log = SimulatedLog.with(2);
        log.disk.file(SimulatedLog.ACTIVE, log.disk.text(SimulatedLog.ACTIVE) + "{\"sch");

        assertThat(log.verify().problems()).isEmpty();
        assertThat(log.verify().notes().getFirst().sentence())
                .startsWith("events.jsonl:3: an unfinished line");
    }

    @Test
    void an_absent_or_unreadable_head_is_a_note() throws IOException {
        SimulatedLog log = SimulatedLog.with(2);
        log.disk.file(SimulatedLog.HEAD, "{");

        assertThat(log.verify().problems()).isEmpty();
        assertThat(log.verify().notes()).singleElement().asString().contains("cannot be read");

        log.disk.remove(SimulatedLog.HEAD);
        assertThat(log.verify().problems()).isEmpty();
        assertThat(log.verify().notes()).singleElement().asString().contains("there is none");
    }

    @Test
    void a_head_that_lags_behind_is_lawful() throws IOException {
        SimulatedLog log = SimulatedLog.with(2);
        byte[] head = log.disk.read(SimulatedLog.HEAD);
        log.write(SimulatedLog.LARGE, 2);
        log.disk.file(SimulatedLog.HEAD, head);

        assertThat(log.verify().problems()).isEmpty();
        assertThat(log.verify().notes()).singleElement().asString().contains("sequence 2");
    }

    @Test
    void a_head_that_disagrees_about_an_older_line_is_found() throws IOException {
        SimulatedLog log = SimulatedLog.with(2);
        String head = log.disk.text(SimulatedLog.HEAD);
        log.write(SimulatedLog.LARGE, 2);
        log.disk.file(
                SimulatedLog.HEAD, head.replaceFirst("\"sha256\":\"....", "\"sha256\":\"zzzz"));

        assertThat(log.verify().problems()).singleElement().extracting(Problem::line).isEqualTo(2L);
    }

    @Test
    void reports_open_intents_which_break_nothing() throws IOException {
        SimulatedLog log = SimulatedLog.empty();
        String open;
        try (ForensicLog writer = log.open(SimulatedLog.LARGE)) {
            String done = writer.append(SomeEvent.intent("done"));
            open = writer.append(SomeEvent.intent("open"));
            writer.append(SomeEvent.outcome(Phase.DONE, done));
        }

        Verification verification = log.verify();

        assertThat(verification.sound()).isTrue();
        assertThat(verification.openIntents()).containsExactly(open);
        assertThat(verification.openIntentCount()).isEqualTo(1);
    }
}
