package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.sim.Configs;
import dev.sessionwatchdog.sim.SimulatedOwner;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Clocks that are set, machines that sleep, watchdogs that are stopped, owners that pause: no lock
/// goes by time that was not watched, nor by the wall clock alone (safety contract S3, S4).
class LockTimeScenariosTest extends LockScene {

    private SimulatedOwner holding(Duration maxHold) {
        SimulatedOwner gateway = tree().gateway(7, LONG);
        return gateway.take(L, gateway.declaring(maxHold));
    }

    /// The report's three fresh intervals and one more full lease.
    @Test
    void s75_a_laptop_that_slept_eight_hours_starts_the_lease_anew() throws Exception {
        holding(minutes(15));
        live(minutes(10));

        world.time().sleepMachine(hours(8));
        live(minutes(14));
        assertThat(told()).isEmpty();
        live(minutes(2));
        assertThat(world.has(L)).isTrue();
        live(minutes(3));

        assertThat(world.has(L)).isFalse();
        assertThat(world.events("clock.resume", "observed")).hasSize(1);
    }

    @Test
    void s75b_a_watchdog_that_starts_after_the_sleep_takes_it_off_the_age() throws Exception {
        holding(minutes(15));
        world.time().sleepMachine(hours(8));

        live(minutes(16));
        assertThat(world.has(L)).isTrue();
        live(minutes(3));

        assertThat(world.has(L)).isFalse();
    }

    @Test
    void s75c_a_heartbeat_that_slept_with_the_machine_is_given_time_after_it() throws Exception {
        SimulatedOwner gateway = tree().gateway(7, LONG);
        gateway.take(L, gateway.leased(seconds(15), seconds(5)));
        gateway.beats(L, seconds(5), minutes(10));
        live(minutes(10));

        // It begins to beat again a minute and a half after the machine woke up.
        world.time().sleepMachine(hours(8));
        world.time().at(seconds(90), () -> gateway.beats(L, seconds(5), hours(1)));
        live(hours(1));

        assertThat(world.has(L)).isTrue();
    }

    @Test
    void s76_time_in_which_the_watchdog_was_stopped_does_not_count() throws Exception {
        holding(minutes(15));
        live(minutes(10));

        world.time().advance(seconds(632));
        live(minutes(16));
        assertThat(world.has(L)).isTrue();
        assertThat(world.events("clock.gap", "observed")).hasSize(1);
        live(minutes(3));

        assertThat(world.has(L)).isFalse();
    }

    @Test
    void s76b_nor_does_it_for_a_heartbeat_that_nobody_saw() throws Exception {
        SimulatedOwner gateway = tree().gateway(7, LONG);
        gateway.take(L, gateway.leased(seconds(15), seconds(5)));
        gateway.beats(L, seconds(5), hours(2));
        live(minutes(10));
        // Both are stopped, and go on together.
        gateway.pause();
        world.time().advance(seconds(632));
        gateway.resume();

        live(minutes(30));

        assertThat(world.has(L)).isTrue();
    }

    /// What interrupts nothing is no gap: not looking where nothing was due, nor the end of a
    /// break.
    @Test
    void looks_that_come_when_they_are_meant_to_are_no_gap() throws Exception {
        SimulatedOwner gateway = tree().gateway(7, LONG);
        for (int i = 0; i < 20; i++) {
            live(seconds(59));
        }
        gateway.take(L, gateway.undeclared()).leak(L);
        live(hours(1));

        assertThat(world.has(L)).isFalse();
        assertThat(world.events("clock.gap", "observed")).isEmpty();
    }

    @Test
    void s77_a_wall_clock_set_an_hour_ahead_makes_no_lock_old() throws Exception {
        holding(minutes(15));
        live(minutes(5));

        world.time().stepWall(hours(1));
        live(minutes(16));
        assertThat(world.has(L)).isTrue();
        assertThat(world.events("clock.step", "observed")).hasSize(1);
        live(minutes(3));

        assertThat(world.has(L)).isFalse();
    }

    @Test
    void s77b_a_wall_clock_set_back_makes_locks_that_come_from_the_future() throws Exception {
        holding(minutes(15));
        live(minutes(5));

        world.time().stepWall(hours(-10));
        live(hours(9));

        assertThat(world.has(L)).isTrue();
        assertThat(told()).containsExactly("lock.break observed clock-skew!");
        assertThat(messages("lock.break", "observed").getFirst()).contains("a clock is wrong");
    }

    /// The age at first sight was told by a clock that proved wrong.
    @Test
    void s77c_what_passed_before_the_first_look_does_not_outlive_a_step() throws Exception {
        holding(minutes(61));
        world.time().advance(minutes(60));
        live(minutes(1));

        world.time().stepWall(minutes(-55));
        live(minutes(50));

        assertThat(world.has(L)).isTrue();
    }

    @Test
    void s77d_ten_years_ahead_the_owner_is_still_who_it_was() throws Exception {
        SimulatedOwner gateway = tree().gateway(7, LONG);
        gateway.take(L, gateway.bare()).leak(L);
        live(seconds(31));

        // Its start time, told by the wall clock of now, is later than the lock.
        world.time().stepWall(Duration.ofDays(3650));
        live(seconds(119));
        assertThat(world.has(L)).isTrue();
        live(seconds(91));

        assertThat(told()).contains("lock.break intent leaked-by-live-owner");
    }

    /// Whose clock follows no time source has only watched time.
    @Test
    void s77e_without_a_trusted_clock_age_before_the_first_look_is_nothing() throws Exception {
        holding(minutes(15));
        world.time().synchronised(false);
        world.time().advance(hours(10));

        live(minutes(16));
        assertThat(world.has(L)).isTrue();
        live(minutes(3));

        assertThat(world.has(L)).isFalse();
    }

    /// Nothing is declared: five minutes are a term, seven and a half the limit.
    @Test
    void s78_an_event_loop_that_was_blocked_for_191_s_keeps_its_lock() throws Exception {
        SimulatedOwner gateway = tree().gateway(7, LONG);
        gateway.take(L, gateway.undeclared());
        gateway.beats(L, seconds(30), minutes(10));
        world.time().at(seconds(600 + 191), () -> gateway.beats(L, seconds(30), hours(1)));

        live(minutes(55));

        assertThat(world.has(L)).isTrue();
        assertThat(told()).isEmpty();
    }

    /// The default would break it after 510 s; the report asks for a grace of seven minutes.
    @Test
    void s78b_with_a_term_of_seven_minutes_525_s_are_only_suspect() throws Exception {
        world.configured(Configs.withUndeclaredTerm(minutes(7)));
        SimulatedOwner gateway = tree().gateway(7, LONG);
        gateway.take(L, gateway.undeclared());
        gateway.beats(L, seconds(30), minutes(10));
        world.time().at(seconds(600 + 525), () -> gateway.beats(L, seconds(30), hours(1)));

        live(minutes(65));

        assertThat(world.has(L)).isTrue();
        assertThat(told()).startsWith("lock.suspect observed lease-running-out!");
    }

    @Test
    void s79_a_heartbeat_without_progress_is_told_and_never_broken() throws Exception {
        SimulatedOwner gateway = tree().gateway(7, LONG);
        gateway.take(L, gateway.leased(seconds(60), seconds(20)));
        gateway.beats(L, seconds(20), hours(3));

        live(hours(3));

        assertThat(world.has(L)).isTrue();
        assertThat(told()).containsExactly("lock.break observed renewing-without-progress!");
    }

    @Test
    void an_owner_that_is_stopped_is_waited_for_and_told() throws Exception {
        SimulatedOwner gateway = holding(minutes(15));
        gateway.pause();

        live(hours(1));
        assertThat(world.has(L)).isTrue();
        assertThat(told())
                .containsExactly(
                        "lock.suspect observed lease-running-out!",
                        "lock.break observed owner-paused!");
        gateway.resume();
        live(minutes(2));

        assertThat(world.has(L)).isFalse();
    }
}
