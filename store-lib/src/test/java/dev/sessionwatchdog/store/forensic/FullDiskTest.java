package dev.sessionwatchdog.store.forensic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionwatchdog.store.sim.SimulatedCrash;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The file system of the log is full (scenario S41): acts go on only with their intent in the log.
final class FullDiskTest {

    private static final Rotation SMALL = new Rotation(4000, Duration.ofDays(1));
    private static final int ROUNDS = 8;

    /// What was done, and what was announced durably before.
    private final List<String> done = new ArrayList<>();

    @Test
    void full_at_any_call_and_empty_again_later_leaves_a_whole_log() throws IOException {
        int calls = callsOfAll();
        for (int at = 1; at <= calls; at++) {
            done.clear();
            SimulatedLog log = SimulatedLog.empty();
            fillAt(log.disk, at);
            try (ForensicLog writer = log.open(SMALL)) {
                act(writer, ROUNDS);
                log.disk.before(_ -> {});
                log.disk.space.becomeEndless();
                act(writer, ROUNDS);
            } catch (IOException full) {
                // Nothing could be begun: not even a first segment.
                assertThat(done).as("full at call %d", at).isEmpty();
                log.disk.space.becomeEndless();
                log.write(SMALL, 1);
            }
            assertSound(log, "full at call " + at);
        }
    }

    @Test
    void a_crash_on_a_full_disk_loses_nothing_that_was_committed() throws IOException {
        int calls = callsOfAll();
        for (int at = 1; at <= calls; at += 2) {
            done.clear();
            SimulatedLog log = SimulatedLog.empty();
            log.write(SMALL, 1);
            int crash = at;
            log.disk.space.leave(ActiveSegment.RESERVE / 8);
            log.disk.crashAt(crash);
            try (ForensicLog writer = log.open(SMALL)) {
                act(writer, ROUNDS);
            } catch (SimulatedCrash end) {
                assertThat(end).isNotNull();
            }
            for (SimulatedDisk disk : List.of(log.disk.killed(), log.disk.crash(new Random(at)))) {
                SimulatedLog after = log.on(disk);
                assertSound(after, "crash at call " + at);
                after.write(SMALL, 1);
                after.disk.space.becomeEndless();
                after.write(SMALL, 5);
                assertSound(after, "crash at call " + at + ", and written again");
            }
        }
    }

    @Test
    void a_full_disk_is_told_once_before_anything_else_and_its_end_with_what_was_left_out()
            throws IOException {
        SimulatedLog log = SimulatedLog.empty();
        log.disk.space.leave(4 * ActiveSegment.RESERVE / 3);
        try (ForensicLog writer = log.open(SimulatedLog.LARGE)) {
            int lines = 0;
            while (log.messages().stream().noneMatch(it -> it.contains("reserve"))) {
                writer.append(SomeEvent.observed("x".repeat(10_000)));
                lines++;
            }
            assertThat(lines).isGreaterThan(40);
            for (int i = 0; i < 20; i++) {
                writer.append(SomeEvent.observed("y".repeat(20_000)));
                writer.commit();
            }
            act(writer, 3);
            log.disk.space.becomeEndless();
            act(writer, 1);
        }

        List<String> told =
                log.messages().stream().filter(it -> it.startsWith("events.reserve")).toList();
        assertThat(told).hasSize(2);
        assertThat(told.get(0)).contains("is full");
        assertThat(told.get(1)).contains("there is space again").contains("found no room");
        assertThat(log.messages().stream().filter(it -> it.startsWith("yyy")).count())
                .isLessThan(20);
        assertSound(log, "after all");
    }

    /// The promise of the reserve: who may announce may also conclude.
    @Test
    void intents_are_refused_while_there_is_still_room_for_every_outcome() throws IOException {
        SimulatedLog log = SimulatedLog.with(1);
        log.disk.space.leave(ActiveSegment.RESERVE);
        try (ForensicLog writer = log.open(SimulatedLog.LARGE)) {
            writer.append(SomeEvent.observed("takes the reserve"));
            writer.commit();
            log.disk.space.leave(0);
            int acts = 0;
            for (List<String> batch = announce(writer);
                    !batch.isEmpty();
                    batch = announce(writer)) {
                for (String intent : batch) {
                    writer.append(SomeEvent.outcome(Phase.DONE, intent, 3000));
                }
                writer.commit();
                acts += batch.size();
            }
            assertThat(acts).isGreaterThan(100);
            assertThatThrownBy(() -> writer.append(SomeEvent.intent("one more")))
                    .isInstanceOf(LogFullException.class);
            assertThat(log.verify().openIntents()).isEmpty();

            log.disk.space.becomeEndless();
            writer.commit();
            act(writer, 2);
        }
        assertSound(log, "after all");
    }

    @Test
    void what_is_set_aside_is_no_part_of_the_file_and_is_given_back_when_the_segment_is_finished()
            throws IOException {
        SimulatedLog log = SimulatedLog.empty();
        long before = log.disk.space.now().freeBytes();
        log.write(SMALL, 40);

        long used = before - log.disk.space.now().freeBytes();
        long contents =
                log.disk.names("log").stream()
                        .mapToLong(name -> log.disk.read("log/" + name).length)
                        .sum();
        assertThat(used - contents).isBetween(0L, ActiveSegment.RESERVE + 64L * 1024);
        assertThat(log.verify().segments()).isGreaterThan(3);
    }

    /// As many as are taken, durably.
    private static List<String> announce(ForensicLog writer) throws IOException {
        List<String> announced = new ArrayList<>();
        try {
            while (announced.size() < 10_000) {
                announced.add(writer.append(SomeEvent.intent("i".repeat(1500))));
            }
        } catch (LogFullException enough) {
            assertThat(enough).hasMessageContaining("reserve");
        }
        writer.commit();
        return announced;
    }

    private int callsOfAll() throws IOException {
        done.clear();
        SimulatedLog log = SimulatedLog.empty();
        try (ForensicLog writer = log.open(SMALL)) {
            act(writer, ROUNDS);
        }
        assertThat(log.verify().segments()).isGreaterThan(2);
        return log.disk.calls();
    }

    private static void fillAt(SimulatedDisk disk, int call) {
        disk.before(operation -> {
            if (operation.number() == call) {
                disk.space.leave(0);
            }
        });
    }

    private void act(ForensicLog writer, int rounds) throws IOException {
        for (int round = 0; round < rounds; round++) {
            String what = "act " + done.size();
            try {
                String intent = writer.append(SomeEvent.intent(what));
                writer.commit();
                done.add(what);
                writer.append(SomeEvent.outcome(Phase.DONE, intent));
                writer.append(SomeEvent.observed("seen " + what));
                writer.commit();
            } catch (LogFullException refused) {
                assertThat(refused).hasMessageContaining("full");
            }
        }
    }

    private void assertSound(SimulatedLog log, String when) throws IOException {
        Verification verification = log.verify();
        assertThat(verification.problems()).as(when).isEmpty();
        List<String> messages = log.messages();
        assertThat(messages).as(when).containsAll(done);
        assertThat(messages.stream().filter(it -> it.contains("log is full")).count())
                .as(when)
                .isLessThanOrEqualTo(2);
    }
}
