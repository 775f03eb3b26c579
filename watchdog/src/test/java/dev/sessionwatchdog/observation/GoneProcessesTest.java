package dev.sessionwatchdog.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.sim.SimulatedProcesses;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is asked of the processes while the temps of one sweep are looked at.
class GoneProcessesTest {

    private static final long PID = 4711;
    private static final Instant START = Instant.parse("2026-06-01T08:00:00Z");

    private final SimulatedProcesses machine = new SimulatedProcesses();
    private final GoneProcesses processes = new GoneProcesses(machine);
    private final List<Long> asked = new ArrayList<>();

    private void is(long pid, ProcessSight sight) {
        machine.is(
                pid,
                () -> {
                    asked.add(pid);
                    return sight;
                });
    }

    static Stream<ProcessSight> notGone() {
        return Stream.of(
                new ProcessSight.Running(START),
                new ProcessSight.Zombie(),
                new ProcessSight.Unknown("hidden"));
    }

    @Test
    void a_process_that_is_gone_is_asked_for_once() {
        is(PID, new ProcessSight.Gone());
        for (int temp = 0; temp < 3; temp++) {
            assertThat(processes.look(PID)).isEqualTo(new ProcessSight.Gone());
        }
        assertThat(asked).containsExactly(PID);
    }

    @ParameterizedTest
    @MethodSource("notGone")
    void any_other_is_asked_for_each_time_and_its_end_is_seen(ProcessSight sight) {
        is(PID, sight);
        assertThat(processes.look(PID)).isEqualTo(sight);
        assertThat(processes.look(PID)).isEqualTo(sight);
        assertThat(asked).containsExactly(PID, PID);
        is(PID, new ProcessSight.Gone());
        assertThat(processes.look(PID)).isEqualTo(new ProcessSight.Gone());
    }

    @Test
    void another_process_that_takes_the_number_of_a_running_one_is_told_by_its_start() {
        ProcessSight later = new ProcessSight.Running(START.plusSeconds(600));
        is(PID, new ProcessSight.Running(START));
        processes.look(PID);
        is(PID, later);
        assertThat(processes.look(PID)).isEqualTo(later);
    }

    @Test
    void one_that_takes_the_number_of_a_gone_one_has_written_none_of_these_temps() {
        is(PID, new ProcessSight.Gone());
        processes.look(PID);
        is(PID, new ProcessSight.Running(START));
        assertThat(processes.look(PID)).isEqualTo(new ProcessSight.Gone());
        assertThat(new GoneProcesses(machine).look(PID))
                .as("the next sweep asks again")
                .isEqualTo(new ProcessSight.Running(START));
    }

    @Test
    void that_one_is_gone_says_nothing_of_another() {
        is(PID, new ProcessSight.Gone());
        is(PID + 1, new ProcessSight.Running(START));
        is(PID + 2, new ProcessSight.Unknown("hidden"));
        processes.look(PID);
        assertThat(processes.look(PID + 1)).isInstanceOf(ProcessSight.Running.class);
        assertThat(processes.look(PID + 2)).isInstanceOf(ProcessSight.Unknown.class);
    }

    @Test
    void whether_absence_means_anything_is_asked_for_each_time() {
        processes.look(PID);
        machine.blind();
        assertThat(processes.visibility()).isInstanceOf(Visibility.Blind.class);
        machine.sees();
        assertThat(processes.visibility()).isInstanceOf(Visibility.Sees.class);
    }
}
