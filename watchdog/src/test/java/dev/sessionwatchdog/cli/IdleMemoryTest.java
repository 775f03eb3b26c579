package dev.sessionwatchdog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.host.GrownHeap;
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
    private long used;
    private int trims;
    private final GrownHeap heap = new GrownHeap(() -> used, () -> used = 1, () -> trims++);
    private final IdleMemory memory =
            new IdleMemory(Telling.NOTHING, time, heap, Optional.of(() -> ++times));

    /// A sweep, and the turns that are asked for after it.
    private void sweep(int acts, long garbage) throws IOException {
        used += garbage;
        memory.swept(acts);
        for (Duration next = memory.turned(WANTED);
                next.compareTo(WANTED) < 0;
                next = memory.turned(WANTED)) {
            time.advance(next);
        }
        time.advance(WANTED);
    }

    @Test
    void after_the_first_sweep_twice_and_after_each_that_did_nothing_once() throws IOException {
        memory.turned(WANTED);
        time.advance(WANTED);
        memory.turned(WANTED);
        assertThat(times).isZero();

        for (int sweep = 0; sweep < 5; sweep++) {
            sweep(0, 0);
        }

        assertThat(times).isEqualTo(6);
        assertThat(trims).isEqualTo(6);
    }

    @Test
    void after_sweeps_that_acted_but_at_most_once_a_minute() throws IOException {
        for (int second = 0; second <= 150; second++) {
            memory.swept(1);
            memory.turned(WANTED);
            time.advance(Duration.ofSeconds(1));
        }
        // At 15, 75 and 135 seconds; what is owed since then is paid when its minute is over.
        assertThat(times).isEqualTo(3);
        time.advance(memory.turned(WANTED));
        assertThat(memory.turned(WANTED)).isEqualTo(IdleMemory.BETWEEN);
        assertThat(times).isEqualTo(4);
        time.advance(IdleMemory.BETWEEN);
        assertThat(memory.turned(WANTED)).isEqualTo(WANTED);
        assertThat(times).isEqualTo(5);

        sweep(0, 0);
        assertThat(times).isEqualTo(6);
    }

    @Test
    void twice_after_any_sweep_that_left_much_in_the_heap_which_is_collected_then()
            throws IOException {
        sweep(0, 0);
        sweep(0, 1 << 20);
        assertThat(times).isEqualTo(3);
        assertThat(used).isEqualTo(1 << 20);
        sweep(0, 3 << 20);
        assertThat(times).isEqualTo(5);
        assertThat(used).isEqualTo(1);
        sweep(0, 1 << 20);
        assertThat(times).isEqualTo(6);
    }

    @Test
    void turns_are_asked_for_a_little_after_a_sweep_and_a_minute_after_one_that_did_much()
            throws IOException {
        assertThat(memory.turned(WANTED)).isEqualTo(WANTED);
        memory.swept(1);
        assertThat(memory.turned(WANTED)).isEqualTo(IdleMemory.COMPILED);
        assertThat(memory.turned(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1));

        time.advance(IdleMemory.COMPILED.minusSeconds(1));
        assertThat(memory.turned(WANTED)).isEqualTo(Duration.ofSeconds(1));
        assertThat(times + trims).isZero();
        time.advance(Duration.ofSeconds(1));
        assertThat(memory.turned(WANTED)).isEqualTo(IdleMemory.BETWEEN);
        assertThat(trims).isEqualTo(1);
        assertThat(times).isEqualTo(1);

        time.advance(IdleMemory.BETWEEN.minusSeconds(1));
        assertThat(memory.turned(WANTED)).isEqualTo(Duration.ofSeconds(1));
        assertThat(times).isEqualTo(1);
        time.advance(Duration.ofSeconds(1));
        assertThat(memory.turned(WANTED)).isEqualTo(WANTED);
        assertThat(trims).isEqualTo(2);
        assertThat(times).isEqualTo(2);
        time.advance(WANTED);
        assertThat(memory.turned(WANTED)).isEqualTo(WANTED);
        assertThat(times).isEqualTo(2);
    }

    @Test
    void never_in_another_programs_process() throws IOException {
        IdleMemory guest = new IdleMemory(Telling.NOTHING, time, heap, Optional.empty());
        used = 5 << 20;
        guest.swept(1);

        assertThat(guest.turned(WANTED)).isEqualTo(WANTED);
        time.advance(WANTED);
        assertThat(guest.turned(WANTED)).isEqualTo(WANTED);
        assertThat(used).isEqualTo(5 << 20);
        assertThat(trims).isZero();
    }
}
