package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.sim.World;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Safety contract S3 and S4: no act by the wall clock alone, and none on time that was not
/// watched.
class TimeTest {

    private static final String TEMP = "sessions.json.a7a17c4a-688b-41a1-b4f1-a4e2d099365b.tmp";
    private static final Duration OLD = Duration.ofHours(5);

    private final World world = World.seeded(3);

    @Test
    void an_old_temp_goes_after_two_looks_a_gap_apart() throws Exception {
        world.index().session(TEMP, "{}", OLD);

        world.live(Duration.ofSeconds(59));
        assertThat(world.has(TEMP)).isTrue();

        world.live(Duration.ofSeconds(90));
        assertThat(world.has(TEMP)).isFalse();
    }

    @Test
    void a_young_temp_stays_until_it_is_old_and_no_longer_than_a_sweep_after() throws Exception {
        world.index().session(TEMP, "{}", Duration.ofMinutes(1));

        world.live(Duration.ofMinutes(58));
        assertThat(world.has(TEMP)).isTrue();

        world.live(Duration.ofMinutes(8));
        assertThat(world.has(TEMP)).isFalse();
    }

    @Test
    void a_wall_clock_set_ten_years_ahead_makes_nothing_old() throws Exception {
        world.index();
        world.live(Duration.ofMinutes(20));
        world.session(TEMP, "{}", Duration.ZERO);
        world.live(Duration.ofMinutes(2));

        world.time().stepWall(Duration.ofDays(3650));
        world.live(Duration.ofMinutes(9));

        assertThat(world.has(TEMP)).isTrue();
        assertThat(world.events("clock.step", "observed")).hasSize(1);
    }

    /// Its start is told by the new clock, the file's time by the old one.
    @Test
    void a_living_writer_does_not_become_another_process_when_the_clock_is_set() throws Exception {
        String temp = TEMP.replace("json.", "json.4711.");
        Duration step = Duration.ofHours(5);
        world.index();
        world.live(Duration.ofMinutes(20));
        world.session(temp, "{}", Duration.ZERO);
        Instant started = world.time().moment().wall().minus(Duration.ofHours(1));
        world.processes().running(4711, started);
        world.live(Duration.ofMinutes(2));

        world.time().stepWall(step);
        world.processes().running(4711, started.plus(step));
        world.live(Duration.ofHours(2));

        assertThat(world.has(temp)).isTrue();
        world.processes().gone(4711);
        world.live(Duration.ofMinutes(10));
        assertThat(world.has(temp)).isFalse();
    }

    @Test
    void a_wall_clock_set_back_keeps_what_now_seems_to_come_from_the_future() throws Exception {
        world.index().session(TEMP, "{}", OLD);
        world.start();
        world.time().stepWall(Duration.ofDays(-3650));

        world.live(Duration.ofHours(2));

        assertThat(world.has(TEMP)).isTrue();
    }

    @Test
    void time_in_which_the_watchdog_was_stopped_does_not_count() throws Exception {
        world.index().session(TEMP, "{}", OLD);
        world.live(Duration.ofSeconds(1));

        world.time().advance(Duration.ofHours(3));
        world.live(Duration.ofSeconds(55));

        assertThat(world.has(TEMP)).isTrue();
        assertThat(world.events("clock.gap", "observed")).hasSize(1);

        world.live(Duration.ofMinutes(3));
        assertThat(world.has(TEMP)).isFalse();
    }

    @Test
    void after_a_resume_nothing_is_confirmed_for_ten_minutes() throws Exception {
        world.index().session(TEMP, "{}", OLD);
        world.live(Duration.ofSeconds(30));

        world.time().sleepMachine(Duration.ofHours(8));
        world.live(Duration.ofMinutes(9));
        assertThat(world.has(TEMP)).isTrue();
        assertThat(world.events("clock.resume", "observed")).hasSize(1);

        world.live(Duration.ofMinutes(9));
        assertThat(world.has(TEMP)).isFalse();
    }

    @Test
    void after_a_boot_nothing_is_confirmed_for_ten_minutes() throws Exception {
        world.index().session(TEMP, "{}", OLD);
        world.time().reboot();

        world.live(Duration.ofMinutes(9));
        assertThat(world.has(TEMP)).isTrue();

        world.live(Duration.ofMinutes(9));
        assertThat(world.has(TEMP)).isFalse();
    }

    @Test
    void a_temp_that_is_touched_between_the_looks_starts_anew() throws Exception {
        world.index().session(TEMP, "{}", OLD);
        world.live(Duration.ofSeconds(50));
        world.session(TEMP, "{ }", OLD);

        world.live(Duration.ofSeconds(50));

        assertThat(world.has(TEMP)).isTrue();
    }
}
