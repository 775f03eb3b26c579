package dev.sessionwatchdog.store.forensic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.forensic.Verification.Problem;
import dev.sessionwatchdog.store.sim.SimulatedCrash;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Old segments go, whole and announced, and what is left still verifies.
final class ExpiryTest {

    private static final Rotation EACH = new Rotation(10, Duration.ofDays(1));
    private static final Retention WEEK = new Retention(Duration.ofDays(7), 1L << 40);
    private static final Retention TINY = new Retention(Duration.ofDays(7), 0);

    private final List<String> ids = new ArrayList<>();

    /// One event, and so one segment, a day.
    private SimulatedLog daily(int days) throws IOException {
        ids.clear();
        SimulatedLog log = SimulatedLog.empty();
        try (ForensicLog writer = log.open(EACH)) {
            for (int day = 0; day < days; day++) {
                ids.add(writer.append(SomeEvent.observed("day " + day)));
                writer.commit();
                log.time.advance(Duration.ofDays(1));
            }
        }
        return log;
    }

    private static int expire(SimulatedLog log, Retention retention, Set<String> needed)
            throws IOException {
        try (ForensicLog writer = log.open(SimulatedLog.LARGE)) {
            return writer.expire(retention, needed, 100);
        }
    }

    private static List<String> days(SimulatedLog log) throws IOException {
        return log.messages().stream().filter(it -> it.startsWith("day")).toList();
    }

    @Test
    void what_is_older_than_its_time_goes_and_the_rest_says_so() throws IOException {
        SimulatedLog log = daily(10);

        assertThat(expire(log, WEEK, Set.of())).isEqualTo(4);

        assertThat(days(log)).containsExactly("day 4", "day 5", "day 6", "day 7", "day 8", "day 9");
        assertThat(log.messages())
                .anyMatch(it -> it.startsWith("events.expire intent: sequence 1"));
        Verification found = log.verify();
        assertThat(found.problems()).isEmpty();
        assertThat(found.openIntents()).isEmpty();
        assertThat(found.notes())
                .singleElement()
                .satisfies(it ->
                        assertThat(it.explanation())
                                .isEqualTo(
                                        "the log begins here: sequence 1 to 4 went by age or size,"
                                                + " as the log itself says"));
        assertThat(expire(log, WEEK, Set.of())).isZero();
        log.time.advance(Duration.ofDays(2));
        assertThat(expire(log, WEEK, Set.of())).isEqualTo(2);
        assertThat(log.verify().problems()).isEmpty();
    }

    @Test
    void what_is_too_much_goes_but_never_the_newest_finished_segment() throws IOException {
        SimulatedLog log = daily(6);

        assertThat(expire(log, TINY, Set.of())).isEqualTo(4);
        assertThat(days(log)).containsExactly("day 4", "day 5");
        assertThat(log.verify().problems()).isEmpty();
        log.write(SimulatedLog.LARGE, 1);
        assertThat(log.verify().problems()).isEmpty();
    }

    @Test
    void what_is_needed_stays_with_all_that_is_younger() throws IOException {
        SimulatedLog log = daily(10);

        assertThat(expire(log, TINY, Set.of(ids.get(2)))).isEqualTo(2);

        assertThat(days(log).getFirst()).isEqualTo("day 2");
        assertThat(expire(log, TINY, Set.of(ids.get(2)))).isZero();
        assertThat(log.verify().problems()).isEmpty();
    }

    @Test
    void a_segment_that_is_not_what_was_sealed_is_evidence_and_stays() throws IOException {
        SimulatedLog log = daily(10);
        String path = "log/events-000000000002.jsonl";
        log.disk.file(path, log.disk.text(path).replace("day 1", "day X"));

        assertThat(expire(log, TINY, Set.of())).isEqualTo(1);

        assertThat(log.verify().problems())
                .singleElement()
                .extracting(Problem::file)
                .isEqualTo("events-000000000002.jsonl");
    }

    @Test
    void a_segment_that_is_missing_without_a_word_in_the_log_is_found() throws IOException {
        SimulatedLog log = daily(10);
        expire(log, WEEK, Set.of());
        log.disk.remove("log/events-000000000005.jsonl");
        log.disk.remove("log/events-000000000005.seal");

        assertThat(log.verify().problems())
                .extracting(Problem::explanation)
                .first()
                .isEqualTo("the log should begin with sequence 5");
    }

    @Test
    void the_oldest_segment_that_is_kept_is_held_to_the_last_that_went() throws IOException {
        SimulatedLog log = daily(10);
        expire(log, WEEK, Set.of());
        String seal = "log/events-000000000005.seal";
        log.disk.file(seal, log.disk.text(seal).replaceFirst("\"prev\":\"....", "\"prev\":\"0000"));

        assertThat(log.verify().problems())
                .extracting(Problem::file)
                .containsExactly("events-000000000005.seal");
    }

    @Test
    void what_cannot_be_removed_is_told_ends_nothing_and_is_due_again() throws IOException {
        SimulatedLog log = daily(6);
        log.disk.before(operation -> {
            if (operation.name().equals("unlink") && operation.path().endsWith("2.jsonl")) {
                throw new IOException("EACCES");
            }
        });
        try (ForensicLog writer = log.open(SimulatedLog.LARGE)) {
            assertThat(writer.expire(TINY, Set.of(), 100)).isZero();
            writer.append(SomeEvent.observed("goes on"));
            writer.commit();
            assertThat(log.messages()).anyMatch(it -> it.startsWith("events.expire failed"));
            assertThat(log.verify().problems()).isEmpty();
            log.disk.before(_ -> {});
            assertThat(writer.expire(TINY, Set.of(), 100)).isPositive();
        }
        assertThat(log.verify().problems()).isEmpty();
        assertThat(days(log)).contains("day 5").doesNotContain("day 1", "day 2", "day 3");
    }

    @Test
    void a_crash_at_any_call_leaves_a_log_that_verifies_and_is_gone_on_with() throws IOException {
        SimulatedLog whole = daily(6);
        int before = whole.disk.calls();
        expire(whole, TINY, Set.of());
        int calls = whole.disk.calls() - before;
        for (int at = 1; at <= calls; at++) {
            SimulatedLog log = daily(6);
            log.disk.crashAt(at);
            try {
                expire(log, TINY, Set.of());
            } catch (SimulatedCrash end) {
                assertThat(end).isNotNull();
            }
            for (SimulatedDisk disk : List.of(log.disk.killed(), log.disk.crash(new Random(at)))) {
                SimulatedLog after = log.on(disk);
                assertThat(after.verify().problems()).as("crash at call %d", at).isEmpty();
                expire(after, TINY, Set.of());
                assertThat(after.verify().problems()).as("again, %d", at).isEmpty();
                assertThat(days(after)).as("again, %d", at).hasSizeLessThanOrEqualTo(2);
            }
        }
    }
}
