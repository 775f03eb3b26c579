package dev.sessionwatchdog.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What one sweep may decide upon.
class AllowanceTest {

    private static final Duration TURN = Duration.ofSeconds(3);

    private final SimulatedTime time = new SimulatedTime();

    private Allowance allowance(int files, long bytes) {
        return new Allowance(time, TURN, files, bytes);
    }

    private static int reach(Allowance allowance, List<Long> sizes) {
        return allowance.reach(sizes, size -> size);
    }

    @Test
    void it_reaches_as_far_as_its_files() {
        List<Long> sizes = Collections.nCopies(10, 0L);
        assertThat(reach(allowance(4, 100), sizes)).isEqualTo(4);
        assertThat(reach(allowance(10, 100), sizes)).isEqualTo(10);
        assertThat(reach(allowance(11, 100), sizes)).isEqualTo(10);
        assertThat(reach(allowance(0, 0), sizes)).isZero();
    }

    @Test
    void it_reaches_as_far_as_its_bytes_and_one_file_beyond_them() {
        assertThat(reach(allowance(10, 100), List.of(40L, 60L, 1L, 1L))).isEqualTo(2);
        assertThat(reach(allowance(10, 100), List.of(40L, 59L, 1_000L, 1L))).isEqualTo(3);
        assertThat(reach(allowance(10, 100), List.of(1_000L, 1L))).isEqualTo(1);
    }

    @Test
    void what_it_reaches_is_what_can_be_taken() {
        List<Long> sizes = List.of(40L, 0L, 59L, 7L, 1L);
        Allowance spent = allowance(10, 100);
        int taken = 0;
        while (!spent.isSpent()) {
            spent.take(sizes.get(taken++));
        }
        assertThat(taken).isEqualTo(reach(allowance(10, 100), sizes)).isEqualTo(4);
    }

    @Test
    void what_was_taken_shortens_its_reach() {
        Allowance allowance = allowance(3, 100);
        allowance.take(90);
        assertThat(reach(allowance, List.of(1L, 1L, 1L))).isEqualTo(2);
        assertThat(reach(allowance, List.of(10L, 1L, 1L))).isEqualTo(1);
    }

    @Test
    void its_time_ends_it_once_there_is_something_to_act_on_and_not_before() {
        Allowance allowance = allowance(1_000, 1_000);
        time.advance(Duration.ofMinutes(1));
        assertThat(allowance.isSpent()).as("with nothing found it would get nowhere").isFalse();
        allowance.take(1);
        assertThat(allowance.isSpent()).isTrue();
    }

    @Test
    void within_its_time_it_goes_on() {
        Allowance allowance = allowance(1_000, 1_000);
        allowance.take(1);
        time.advance(TURN.minusNanos(1));
        assertThat(allowance.isSpent()).isFalse();
        time.advance(Duration.ofNanos(1));
        assertThat(allowance.isSpent()).isTrue();
    }
}
