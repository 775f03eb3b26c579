package dev.sessionwatchdog.store.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedTimeTest {

    private final SimulatedTime time = new SimulatedTime();

    @Test
    void the_monotonic_clock_stands_still_while_the_machine_sleeps() {
        Moment before = time.moment();
        time.sleepMachine(Duration.ofHours(8));
        Moment after = time.moment();
        assertThat(after.since(before)).isZero();
        assertThat(after.suspended()).isEqualTo(Duration.ofHours(8));
        assertThat(after.wallStepSince(before)).isZero();
    }

    @Test
    void a_step_of_the_wall_clock_shows_as_a_step() {
        Moment before = time.moment();
        time.advance(Duration.ofMinutes(1));
        time.stepWall(Duration.ofDays(-3650));
        assertThat(time.moment().wallStepSince(before)).isEqualTo(Duration.ofDays(-3650));
        assertThat(time.moment().since(before)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void runs_what_is_scheduled_at_its_moment_and_in_order() throws InterruptedException {
        Moment start = time.moment();
        List<String> ran = new ArrayList<>();
        time.at(Duration.ofSeconds(2), () -> ran.add("2 at " + time.moment().since(start)));
        time.at(Duration.ofSeconds(1), () -> ran.add("1 at " + time.moment().since(start)));
        time.at(Duration.ofSeconds(9), () -> ran.add("never"));
        time.await(Duration.ofSeconds(5));
        assertThat(ran).containsExactly("1 at PT1S", "2 at PT2S");
        assertThat(time.moment().since(start)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void a_reboot_is_another_boot() {
        Moment before = time.moment();
        time.reboot();
        assertThat(time.moment().bootId()).isNotEqualTo(before.bootId());
        assertThat(time.moment().monotonicNanos()).isZero();
    }
}
