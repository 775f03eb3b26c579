package dev.sessionwatchdog.store.forensic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.sim.SimulatedCrash;
import dev.sessionwatchdog.store.sim.SimulatedDisk;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The process or the machine ends at every single call.
final class ForensicCrashTest {

    private static final Rotation SMALL = new Rotation(1600, Duration.ofDays(1));

    /// What was reported as committed before the end came.
    private final List<String> committed = new ArrayList<>();

    @Test
    void a_writer_killed_at_any_call_loses_nothing_that_was_committed() throws IOException {
        int calls = callsOfAll();
        for (int at = 1; at <= calls; at++) {
            SimulatedLog log = crashedAt(at);
            provesAndGoesOn(log.on(log.disk.killed()), "killed at call " + at);
        }
    }

    @Test
    void power_lost_at_any_call_loses_nothing_that_was_committed() throws IOException {
        int calls = callsOfAll();
        for (int at = 1; at <= calls; at++) {
            SimulatedLog log = crashedAt(at);
            for (int luck = 0; luck < 8; luck++) {
                SimulatedDisk disk = log.disk.crash(new Random(luck));
                provesAndGoesOn(log.on(disk), "power lost at call " + at + ", luck " + luck);
            }
        }
    }

    @Test
    void power_lost_twice_loses_nothing_either() throws IOException {
        int calls = callsOfAll();
        for (int at = 1; at <= calls; at += 3) {
            SimulatedLog first = crashedAt(at);
            for (int again = 1; again <= 30; again += 2) {
                SimulatedLog log = first.on(first.disk.crash(new Random(again)));
                List<String> before = List.copyOf(committed);
                log.disk.crashAt(again);
                writeUntilTheEnd(log);
                provesAndGoesOn(
                        log.on(log.disk.crash(new Random(at))), "twice: " + at + ", " + again);
                committed.clear();
                committed.addAll(before);
            }
        }
    }

    private int callsOfAll() throws IOException {
        SimulatedLog log = SimulatedLog.empty();
        writeUntilTheEnd(log);
        assertThat(log.verify().segments()).isGreaterThan(2);
        return log.disk.calls();
    }

    private SimulatedLog crashedAt(int call) throws IOException {
        committed.clear();
        SimulatedLog log = SimulatedLog.empty();
        log.disk.crashAt(call);
        writeUntilTheEnd(log);
        return log;
    }

    private void writeUntilTheEnd(SimulatedLog log) throws IOException {
        try (ForensicLog writer = log.open(SMALL)) {
            for (int batch = 0; batch < 4; batch++) {
                String intent = "intent " + writer.sequence();
                String id = writer.append(SomeEvent.intent(intent));
                String seen = "seen " + writer.sequence();
                writer.append(SomeEvent.observed(seen));
                writer.commit();
                committed.add(intent);
                committed.add(seen);
                writer.append(SomeEvent.outcome(Phase.DONE, id));
            }
        } catch (SimulatedCrash end) {
            assertThat(end).isNotNull();
        }
    }

    private void provesAndGoesOn(SimulatedLog log, String when) throws IOException {
        assertThat(log.verify().problems()).as(when).isEmpty();
        log.write(SMALL, 2);
        assertThat(log.verify().problems()).as(when + ", and written again").isEmpty();
        assertThat(log.messages()).as(when).containsAll(committed);
        assertThat(log.unsealed()).as(when).isEmpty();
        assertThat(log.verify().notes())
                .as(when)
                .noneMatch(it -> it.explanation().contains("seal"));
    }
}
