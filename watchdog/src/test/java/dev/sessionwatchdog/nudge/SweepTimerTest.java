package dev.sessionwatchdog.nudge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionwatchdog.store.time.SystemTime;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The real timer on the real clock.
@Timeout(40)
class SweepTimerTest {

    private static final Duration SOON = Duration.ofMillis(200);
    private static final Duration LATER = Duration.ofMinutes(10);

    private final Backlog backlog = new Backlog();
    private final SweepTimer timer = new SweepTimer(new SystemTime());

    @BeforeEach
    void start() {
        timer.start(backlog);
    }

    @AfterEach
    void close() {
        timer.close();
    }

    private void wakes() {
        await().atMost(Duration.ofSeconds(10)).until(() -> backlog.poll().time());
    }

    private void staysQuietFor(Duration span) {
        await().during(span)
                .atMost(span.plusSeconds(5))
                .failFast(() -> backlog.poll().time())
                .until(() -> true);
    }

    @Test
    void it_wakes_once_after_what_was_asked() {
        long began = System.nanoTime();
        timer.wakeIn(SOON);
        wakes();
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isGreaterThanOrEqualTo(SOON.minusMillis(20));
        staysQuietFor(Duration.ofMillis(700));
    }

    @Test
    void a_later_wake_up_takes_the_place_of_an_earlier_one() {
        timer.wakeIn(Duration.ofMillis(400));
        timer.wakeIn(LATER);
        staysQuietFor(Duration.ofSeconds(1));
    }

    @Test
    void an_earlier_wake_up_takes_the_place_of_a_later_one() {
        timer.wakeIn(LATER);
        timer.wakeIn(SOON);
        wakes();
        staysQuietFor(Duration.ofMillis(500));
    }

    @Test
    void a_wake_up_in_no_time_comes_at_once() {
        timer.wakeIn(Duration.ZERO);
        wakes();
        timer.wakeIn(Duration.ofSeconds(-5));
        wakes();
    }

    @Test
    void a_wake_up_set_the_moment_the_last_one_came_is_never_lost() throws Exception {
        for (int i = 0; i < 300; i++) {
            timer.wakeIn(Duration.ZERO);
            assertThat(backlog.take(Duration.ZERO, Duration.ofMinutes(1)).time())
                    .as("round %s", i)
                    .isTrue();
        }
    }

    @Test
    void it_wakes_nobody_any_more_once_it_is_closed_and_another_one_may_begin() {
        timer.wakeIn(Duration.ofMillis(300));
        timer.close();
        staysQuietFor(Duration.ofMillis(800));
        SweepTimer another = new SweepTimer(new SystemTime());
        another.start(backlog);
        another.wakeIn(SOON);
        wakes();
        another.close();
    }
}
