package dev.sessionwatchdog.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.sim.SimulatedPressure;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import dev.sessionwatchdog.store.time.Moment;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/// The rate under pressure, in virtual time.
class BackingOffTest {

    private static final long MIB = 1 << 20;

    private final SimulatedTime time = new SimulatedTime();
    private final SimulatedPressure pressure = new SimulatedPressure(time);
    private boolean stop;

    private Pace pace(int files, long bytes, boolean backoff) {
        return new Pace(time, new Config.Rate(files, bytes, backoff), pressure, () -> stop);
    }

    /// Files that go in a time.
    private int going(Pace pace, Duration during) throws InterruptedException {
        Moment began = time.moment();
        int files = 0;
        while (time.moment().since(began).compareTo(during) < 0) {
            pace.spend(0);
            files++;
        }
        return files;
    }

    /// One that has been under pressure for some time.
    private Pace heldBack(double waiting, int files, long bytes) throws InterruptedException {
        pressure.waiting(waiting);
        Pace pace = pace(files, bytes, true);
        going(pace, Duration.ofSeconds(10));
        return pace;
    }

    @Test
    void under_pressure_the_rate_falls_to_a_floor_and_no_lower() throws Exception {
        Pace pace = heldBack(0.5, 320, MIB);
        assertThat(going(pace, Duration.ofSeconds(60))).isBetween(590, 620);
    }

    @Test
    void bytes_are_slowed_by_as_much_as_files() throws Exception {
        Pace pace = heldBack(0.5, 1_000_000, 32 * MIB);
        Moment began = time.moment();
        for (int i = 0; i < 60; i++) {
            pace.spend(MIB);
        }
        assertThat(time.moment().since(began))
                .isBetween(Duration.ofSeconds(58), Duration.ofSeconds(61));
    }

    @Test
    void a_file_a_second_always_goes_and_never_more_than_was_configured() throws Exception {
        for (int files : new int[] {4, 1}) {
            Pace pace = heldBack(1, files, MIB);
            assertThat(going(pace, Duration.ofSeconds(60))).isBetween(60, 62);
        }
    }

    @Test
    void when_others_do_not_wait_any_more_the_rate_comes_back_step_by_step() throws Exception {
        Pace pace = heldBack(0.5, 320, MIB);
        pressure.waiting(0.01);
        int early = going(pace, Duration.ofSeconds(2));
        assertThat(early).isLessThan(160);
        going(pace, Duration.ofSeconds(16));
        assertThat(going(pace, Duration.ofSeconds(10))).isBetween(3_190, 3_530);
    }

    @Test
    void a_long_calm_time_brings_it_back_at_once() throws Exception {
        Pace pace = heldBack(0.5, 320, MIB);
        pressure.waiting(0);
        time.advance(Duration.ofMinutes(5));
        assertThat(going(pace, Duration.ofSeconds(10))).isGreaterThan(3_000);
    }

    @Test
    void a_little_waiting_changes_nothing_and_neither_does_what_is_not_told() throws Exception {
        pressure.waiting(BackingOff.TOO_MUCH - 0.01);
        assertThat(going(pace(320, MIB, true), Duration.ofSeconds(60))).isGreaterThan(19_000);
        pressure.untold();
        assertThat(going(pace(320, MIB, true), Duration.ofSeconds(60))).isGreaterThan(19_000);
    }

    @Test
    void what_is_no_longer_told_slows_no_longer() throws Exception {
        Pace pace = heldBack(1, 320, MIB);
        pressure.untold();
        going(pace, Duration.ofSeconds(2));
        assertThat(going(pace, Duration.ofSeconds(10))).isGreaterThan(3_000);
    }

    @Test
    void switched_off_it_heeds_nobody() throws Exception {
        pressure.waiting(1);
        assertThat(going(pace(320, MIB, false), Duration.ofSeconds(60))).isGreaterThan(19_000);
    }

    @Test
    void what_was_waited_for_the_rate_and_for_others_is_told_apart_and_once() throws Exception {
        Pace pace = pace(320, MIB, true);
        Moment began = time.moment();
        going(pace, Duration.ofSeconds(10));
        Waits calm = pace.waits();
        assertThat(calm.backedOff()).isZero();
        assertThat(calm.paced()).isCloseTo(time.moment().since(began), Duration.ofMillis(50));
        assertThat(pace.waits()).isEqualTo(Waits.NONE);

        pressure.waiting(0.5);
        going(pace, Duration.ofSeconds(20));
        assertThat(pace.waits().backedOff()).isGreaterThan(Duration.ofSeconds(15));
    }

    @Test
    void who_is_to_stop_waits_no_longer_than_one_wait() throws Exception {
        pressure.waiting(1);
        Pace pace = pace(1, 1, true);
        pace.spend(1_000_000);
        Moment began = time.moment();
        SimulatedTime clock = time;
        Pace stopped =
                new Pace(
                        clock,
                        new Config.Rate(1, 1, true),
                        pressure,
                        () -> clock.moment().since(began).compareTo(Duration.ofSeconds(5)) >= 0);
        assertThat(stopped.spend(1_000_000)).isTrue();
        assertThat(stopped.spend(0)).isFalse();
        assertThat(time.moment().since(began))
                .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
    }

    @Test
    void a_sweep_is_allowed_what_goes_in_its_turn_and_one_file_beyond_it() throws Exception {
        Pace pace = pace(10, 100, true);
        Allowance files = pace.allowance(1_000);
        int count = 0;
        for (; !files.isSpent(); count++) {
            files.take(0);
        }
        assertThat(count).as("a second's worth was saved up").isEqualTo(40);
        Allowance bytes = pace.allowance(1_000);
        bytes.take(399);
        assertThat(bytes.isSpent()).isFalse();
        bytes.take(10_000);
        assertThat(bytes.isSpent()).isTrue();
        Allowance few = pace.allowance(1);
        few.take(0);
        assertThat(few.isSpent()).isTrue();
    }

    @Test
    void a_sweep_that_looks_for_long_acts_on_what_it_has_found() throws Exception {
        Allowance allowance = pace(10, 100, true).allowance(1_000);
        time.advance(Duration.ofMinutes(1));
        assertThat(allowance.isSpent()).as("with nothing found it would get nowhere").isFalse();
        allowance.take(1);
        assertThat(allowance.isSpent()).isTrue();
    }

    @Test
    void while_a_huge_file_is_being_paid_no_sweep_acts() throws Exception {
        Pace pace = pace(10, 100, true);
        pace.spend(10_000);
        assertThat(pace.allowance(1_000).isSpent()).isTrue();
        assertThat(pace.rest()).isBetween(Duration.ofSeconds(98), Duration.ofSeconds(100));
        time.advance(pace.rest());
        assertThat(pace.rest()).isZero();
        assertThat(pace.allowance(1_000).isSpent()).isFalse();
        Moment began = time.moment();
        pace.spend(0);
        assertThat(time.moment().since(began)).isLessThan(Duration.ofMillis(10));
    }

    @Property(tries = 200)
    void whatever_the_pressure_the_rate_stays_between_its_floor_and_the_configured_one(
            @ForAll @Size(min = 1, max = 60) List<@DoubleRange(min = 0, max = 1) Double> seconds,
            @ForAll @IntRange(min = 1, max = 200) int files)
            throws Exception {
        SimulatedTime own = new SimulatedTime();
        SimulatedPressure changing = new SimulatedPressure(own);
        Pace pace = new Pace(own, new Config.Rate(files, MIB, true), changing, () -> false);
        double floor = Math.max(1, files * BackingOff.LEAST);
        for (double part : seconds) {
            changing.waiting(part);
            Moment began = own.moment();
            int gone = 0;
            while (own.moment().since(began).compareTo(Duration.ofSeconds(4)) < 0) {
                pace.spend(0);
                gone++;
            }
            assertThat(gone).isBetween((int) (4 * floor) - 2, 5 * files + 2);
        }
    }
}
