package dev.sessionwatchdog.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.observation.Pressure;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import dev.sessionwatchdog.store.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/// Files and bytes a second, in virtual time.
class PaceTest {

    private final SimulatedTime time = new SimulatedTime();

    private Duration spending(Pace pace, int files, long size) throws InterruptedException {
        Moment began = time.moment();
        for (int i = 0; i < files; i++) {
            pace.spend(size);
        }
        return time.moment().since(began);
    }

    @Test
    void one_seconds_worth_of_files_goes_at_once_and_the_next_second_takes_a_second()
            throws Exception {
        Pace pace =
                new Pace(
                        time, new Config.Rate(500, 1 << 20, true), Pressure.unknown(), () -> false);
        assertThat(spending(pace, 500, 0)).isZero();
        assertThat(spending(pace, 500, 0))
                .isBetween(Duration.ofMillis(990), Duration.ofMillis(1_500));
    }

    @Test
    void rest_saves_up_no_more_than_a_second() throws Exception {
        Pace pace =
                new Pace(time, new Config.Rate(10, 1 << 20, true), Pressure.unknown(), () -> false);
        time.advance(Duration.ofHours(1));
        assertThat(spending(pace, 10, 0)).isZero();
        assertThat(spending(pace, 1, 0)).isPositive();
    }

    @Test
    void bytes_are_spread_as_well() throws Exception {
        Pace pace =
                new Pace(
                        time, new Config.Rate(1_000, 1_000, true), Pressure.unknown(), () -> false);
        assertThat(spending(pace, 2, 500)).isZero();
        assertThat(spending(pace, 4, 500))
                .isBetween(Duration.ofMillis(1_990), Duration.ofMillis(2_100));
    }

    @Test
    void files_just_below_a_seconds_worth_do_not_go_two_at_once() throws Exception {
        Pace pace =
                new Pace(
                        time, new Config.Rate(1_000, 1_000, true), Pressure.unknown(), () -> false);
        assertThat(spending(pace, 1, 900)).isZero();
        assertThat(spending(pace, 1, 900)).isGreaterThanOrEqualTo(Duration.ofMillis(799));
    }

    @Test
    void what_is_larger_than_a_seconds_worth_goes_and_pays_afterwards() throws Exception {
        Pace pace =
                new Pace(
                        time, new Config.Rate(1_000, 1_000, true), Pressure.unknown(), () -> false);
        assertThat(spending(pace, 1, 10_000)).isZero();
        assertThat(spending(pace, 1, 0)).isGreaterThanOrEqualTo(Duration.ofMillis(8_999));
    }

    @Property(tries = 300)
    void in_no_second_does_more_go_than_two_seconds_worth(
            @ForAll @Size(max = 200) List<@LongRange(max = 1_000) Long> sizes,
            @ForAll @IntRange(min = 1, max = 50) int files,
            @ForAll @LongRange(min = 1_000, max = 5_000) long bytes)
            throws Exception {
        SimulatedTime own = new SimulatedTime();
        Pace pace =
                new Pace(own, new Config.Rate(files, bytes, true), Pressure.unknown(), () -> false);
        List<Moment> when = new ArrayList<>();
        for (long size : sizes) {
            pace.spend(size);
            when.add(own.moment());
        }
        for (int from = 0; from < sizes.size(); from++) {
            int count = 0;
            long sum = 0;
            for (int i = from;
                    i < sizes.size()
                            && when.get(i).since(when.get(from)).compareTo(Duration.ofSeconds(1))
                                    < 0;
                    i++) {
                count++;
                sum += sizes.get(i);
            }
            // What was saved up, and what the second itself brings.
            assertThat(count).isLessThanOrEqualTo(2 * files + 1);
            assertThat(sum).isLessThanOrEqualTo(2 * bytes + 10);
        }
    }
}
