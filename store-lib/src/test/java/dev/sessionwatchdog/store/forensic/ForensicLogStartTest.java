package dev.sessionwatchdog.store.forensic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.sim.SimulatedDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// How a writer goes on with what the one before it left behind.
final class ForensicLogStartTest {

    @Test
    void a_torn_line_is_kept_and_the_chain_goes_on_without_it() throws IOException {
        SimulatedLog log = SimulatedLog.with(2);
        byte[] before =
                (log.disk.text(SimulatedLog.ACTIVE) + "{\"schema\":\"sess")
                        .getBytes(StandardCharsets.UTF_8);
        log.disk.file(SimulatedLog.ACTIVE, before);

        try (ForensicLog writer = log.open(SimulatedLog.LARGE)) {
            assertThat(writer.remarks())
                    .containsExactly(
                            "the log ended in an unfinished line, kept at the end of"
                                    + " events-000000000001.jsonl");
            writer.append(SomeEvent.observed("after"));
        }

        assertThat(log.disk.read("log/events-000000000001.jsonl")).isEqualTo(before);
        Verification verification = log.verify();
        assertThat(verification.problems()).isEmpty();
        assertThat(verification.lines()).isEqualTo(3);
        assertThat(verification.notes())
                .singleElement()
                .satisfies(note -> {
                    assertThat(note.file()).isEqualTo("events-000000000001.jsonl");
                    assertThat(note.line()).isEqualTo(3);
                });
    }

    @Test
    void a_segment_of_nothing_but_a_torn_line_is_kept_too_and_again() throws IOException {
        SimulatedLog log = SimulatedLog.empty();
        log.write(new Rotation(10, Duration.ofDays(1)), 2);
        log.write(new Rotation(10, Duration.ofDays(1)), 1);
        log.disk.rename(SimulatedLog.ACTIVE, "log/events-000000000003.jsonl");
        for (int start = 0; start < 3; start++) {
            log.disk.file(SimulatedLog.ACTIVE, "torn");
            log.open(SimulatedLog.LARGE).close();
        }
        log.write(SimulatedLog.LARGE, 1);

        assertThat(log.disk.paths().keySet())
                .contains(
                        "log/events-000000000004.torn-1",
                        "log/events-000000000004.torn-2",
                        "log/events-000000000004.torn-3");
        assertThat(log.verify().problems()).isEmpty();
        assertThat(log.verify().notes()).hasSize(3);
    }

    @Test
    void a_head_that_proves_more_than_the_log_is_kept_as_evidence() throws IOException {
        SimulatedLog log = SimulatedLog.with(3);
        log.putActive(log.activeLines().subList(0, 2));

        try (ForensicLog writer = log.open(SimulatedLog.LARGE)) {
            assertThat(writer.remarks())
                    .containsExactly(
                            "the head says that sequence 3 was committed, the log ends at 2; kept"
                                    + " as events.head.broken-1");
            writer.append(SomeEvent.observed("goes on"));
        }

        assertThat(log.verify().problems())
                .extracting(Verification.Problem::file)
                .containsExactly("events.head.broken-1");
    }

    @Test
    void starts_without_reading_the_whole_log() throws IOException {
        SimulatedLog log = SimulatedLog.with(2000);
        long[] reads = {0};
        log.disk.before(operation -> {
            if (operation.name().equals("read")) {
                reads[0]++;
            }
        });
        log.open(SimulatedLog.LARGE).close();

        assertThat(log.disk.read(SimulatedLog.ACTIVE)).hasSizeGreaterThan(1_000_000);
        assertThat(reads[0]).isLessThan(8);
    }

    /// Only to show that a killed writer's log is like any other.
    @Test
    void takes_the_lock_of_a_writer_that_was_killed() throws IOException {
        SimulatedLog log = SimulatedLog.empty();
        ForensicLog writer = log.open(SimulatedLog.LARGE);
        writer.append(SomeEvent.observed("not committed"));
        SimulatedDisk killed = log.disk.killed();

        SimulatedLog after = log.on(killed);
        after.write(SimulatedLog.LARGE, 1);

        assertThat(after.verify().problems()).isEmpty();
        assertThat(after.verify().lines()).isEqualTo(2);
    }
}
