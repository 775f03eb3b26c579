package dev.sessionwatchdog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.sim.SimulatedTime;
import dev.sessionwatchdog.sweep.Telling;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// When pages are given back.
final class IdleMemoryTest {

    private static final Duration WANTED = Duration.ofMinutes(5);

    private final SimulatedTime time = new SimulatedTime();
    private int times;
    private final IdleMemory memory =
            new IdleMemory(Telling.NOTHING, time, Optional.of(() -> ++times));

    @Test
    void once_after_the_first_sweep_and_not_after_sweeps_that_did_nothing() throws IOException {
        memory.turned(WANTED);
        assertThat(times).isZero();

        for (int sweep = 0; sweep < 5; sweep++) {
            memory.swept(0);
            memory.turned(WANTED);
            time.advance(WANTED);
        }

        assertThat(times).isEqualTo(1);
    }

    @Test
    void after_a_sweep_that_acted_but_at_most_once_a_minute() throws IOException {
        for (int second = 0; second <= 150; second++) {
            memory.swept(1);
            memory.turned(WANTED);
            time.advance(Duration.ofSeconds(1));
        }
        assertThat(times).isEqualTo(3);

        // What is still owed is paid in a turn that comes anyway.
        time.advance(Duration.ofMinutes(1));
        memory.turned(WANTED);
        assertThat(times).isEqualTo(4);
        time.advance(Duration.ofMinutes(1));
        memory.turned(WANTED);
        assertThat(times).isEqualTo(4);
    }

    @Test
    void no_turn_is_asked_for_because_of_it() throws IOException {
        memory.swept(1);
        assertThat(memory.turned(WANTED)).isEqualTo(WANTED);
        memory.swept(1);
        assertThat(memory.turned(WANTED)).isEqualTo(WANTED);
    }

    @Test
    void never_in_another_programs_process() throws IOException {
        IdleMemory guest = new IdleMemory(Telling.NOTHING, time, Optional.empty());
        guest.swept(1);

        assertThat(guest.turned(WANTED)).isEqualTo(WANTED);
    }
}
