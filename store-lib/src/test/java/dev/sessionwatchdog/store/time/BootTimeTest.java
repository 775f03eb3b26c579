package dev.sessionwatchdog.store.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Time in suspension is noticed at once, though the source is seldom asked.
final class BootTimeTest {

    private static final long START = 5_000_000_000L;

    private long monotonic = START;
    private long boot = START;
    private Instant wall = Instant.parse("2026-06-01T08:00:00Z");
    private int asked;
    private final BootTime time =
            new BootTime(() -> {
                asked++;
                return OptionalLong.of(boot);
            });

    private long now() {
        return time.at(monotonic, wall);
    }

    private void pass(Duration duration) {
        monotonic += duration.toNanos();
        suspend(duration);
    }

    private void suspend(Duration duration) {
        boot += duration.toNanos();
        wall = wall.plus(duration);
    }

    @Test
    void the_source_is_asked_no_more_often_than_it_can_tell_apart() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(now()).isEqualTo(boot);
            pass(Duration.ofNanos(100_000));
        }
        assertThat(asked).isEqualTo(10);
    }

    @Test
    void a_suspension_right_after_it_was_asked_is_noticed() {
        now();
        pass(Duration.ofMillis(1));
        suspend(Duration.ofHours(1));
        pass(Duration.ofMillis(1));
        assertThat(now()).isEqualTo(boot).isEqualTo(monotonic + Duration.ofHours(1).toNanos());
    }

    @Test
    void a_suspension_is_noticed_soon_although_somebody_sets_the_clock_back_by_as_much() {
        now();
        suspend(Duration.ofHours(1));
        wall = wall.minus(Duration.ofHours(1));
        pass(Duration.ofMillis(10));
        assertThat(now()).isEqualTo(boot);
    }

    @Test
    void where_nothing_is_told_no_time_is_taken_as_suspended() {
        BootTime untold = new BootTime(OptionalLong::empty);
        assertThat(untold.at(START, wall)).isEqualTo(START);
        suspend(Duration.ofHours(1));
        assertThat(untold.at(START + 1, wall)).isEqualTo(START + 1);
    }
}
