package dev.sessionwatchdog.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What counts as watched time, one thing at a time.
class AttentionTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SimulatedTime time = new SimulatedTime();
    private final Attention attention = new Attention(time.moment(), Attention.SETTLING);

    private Continuity lookAfter(Duration passed) {
        time.advance(passed);
        return attention.look(time.moment());
    }

    @Test
    void time_between_looks_as_promised_counts_fully() {
        attention.promise(MINUTE);
        assertThat(lookAfter(MINUTE)).isEqualTo(new Continuity.Steady());
        assertThat(attention.attended()).isEqualTo(MINUTE);
        assertThat(attention.epoch()).isEqualTo(1);
    }

    @Test
    void a_late_look_counts_no_more_than_twice_what_was_promised() {
        attention.promise(MINUTE);
        assertThat(lookAfter(Duration.ofMinutes(4))).isEqualTo(new Continuity.Steady());
        assertThat(attention.attended()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void a_look_later_than_four_times_the_promise_is_a_gap_and_earns_nothing() {
        attention.promise(MINUTE);
        Duration late = Duration.ofMinutes(4).plusNanos(1);
        assertThat(lookAfter(late)).isEqualTo(new Continuity.Gap(late, MINUTE));
        assertThat(attention.attended()).isZero();
        assertThat(attention.epoch()).isEqualTo(2);
        assertThat(attention.required(MINUTE)).isEqualTo(MINUTE);
    }

    @Test
    void a_short_promise_is_taken_as_five_seconds() {
        attention.promise(Duration.ofMillis(1));
        assertThat(lookAfter(Duration.ofSeconds(20))).isEqualTo(new Continuity.Steady());
        assertThat(attention.attended()).isEqualTo(Duration.ofSeconds(10));
        assertThat(lookAfter(Duration.ofSeconds(21))).isInstanceOf(Continuity.Gap.class);
    }

    @Test
    void after_a_sleep_nothing_is_confirmed_for_ten_minutes() {
        attention.promise(MINUTE);
        time.sleepMachine(Duration.ofHours(8));
        assertThat(lookAfter(MINUTE)).isEqualTo(new Continuity.Resumed(Duration.ofHours(8)));
        assertThat(attention.epoch()).isEqualTo(2);
        assertThat(attention.attended()).isZero();
        for (int i = 0; i < 10; i++) {
            assertThat(attention.required(MINUTE)).isEqualTo(Duration.ofMinutes(10));
            assertThat(attention.stillSettling()).isEqualTo(Duration.ofMinutes(10 - i));
            lookAfter(MINUTE);
        }
        assertThat(attention.required(MINUTE)).isEqualTo(MINUTE);
        assertThat(attention.stillSettling()).isZero();
    }

    @Test
    void a_confirmation_that_is_asked_to_take_longer_than_settling_does() {
        time.stepWall(Duration.ofHours(1));
        attention.look(time.moment());
        assertThat(attention.required(Duration.ofHours(1))).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void a_stepped_clock_in_either_direction_starts_anew() {
        attention.promise(MINUTE);
        time.stepWall(Duration.ofSeconds(3));
        assertThat(lookAfter(MINUTE)).isEqualTo(new Continuity.Stepped(Duration.ofSeconds(3)));
        time.stepWall(Duration.ofDays(-3650));
        assertThat(lookAfter(MINUTE)).isEqualTo(new Continuity.Stepped(Duration.ofDays(-3650)));
        assertThat(attention.epoch()).isEqualTo(3);
        assertThat(attention.required(MINUTE)).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void a_clock_that_is_slewed_is_no_step() {
        attention.promise(MINUTE);
        time.stepWall(Duration.ofMillis(30));
        assertThat(lookAfter(MINUTE)).isEqualTo(new Continuity.Steady());
    }

    @Test
    void another_boot_is_a_resume() {
        attention.promise(MINUTE);
        time.reboot();
        assertThat(lookAfter(MINUTE)).isInstanceOf(Continuity.Resumed.class);
    }

    @Test
    void a_start_soon_after_the_boot_settles_first() {
        SimulatedTime young = new SimulatedTime(time.moment().wall(), Duration.ofMinutes(9));
        assertThat(new Attention(young.moment(), Attention.SETTLING).required(MINUTE))
                .isEqualTo(Duration.ofMinutes(10));
        assertThat(attention.required(MINUTE)).isEqualTo(MINUTE);
    }

    @Test
    void a_drill_settles_never() {
        SimulatedTime young = new SimulatedTime(time.moment().wall(), Duration.ZERO);
        Attention drill = new Attention(young.moment(), Duration.ZERO);
        young.sleepMachine(Duration.ofHours(1));
        drill.look(young.moment());
        assertThat(drill.required(MINUTE)).isEqualTo(MINUTE);
    }
}
