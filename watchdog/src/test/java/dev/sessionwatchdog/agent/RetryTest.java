package dev.sessionwatchdog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.action.BrokenPromiseException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// When the daemon in another program is begun anew.
final class RetryTest {

    @Test
    void what_may_pass_is_tried_again_less_and_less_often() {
        Retry retry = new Retry();
        List<Long> seconds = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            seconds.add(
                    retry.after(new IOException("disk"), Duration.ZERO).orElseThrow().toSeconds());
        }
        assertThat(seconds).containsExactly(10L, 20L, 40L, 80L, 160L, 320L, 600L, 600L, 600L);
        assertThat(retry.after(new OutOfMemoryError(), Duration.ofHours(1))).contains(Retry.FIRST);
    }

    @Test
    void a_broken_promise_and_a_class_that_cannot_be_loaded_are_for_good() {
        Retry retry = new Retry();

        assertThat(retry.after(new BrokenPromiseException("it vanished"), Duration.ofDays(1)))
                .isEmpty();
        assertThat(retry.after(new NoClassDefFoundError("org/quartz/Job"), Duration.ofDays(1)))
                .isEmpty();
    }
}
