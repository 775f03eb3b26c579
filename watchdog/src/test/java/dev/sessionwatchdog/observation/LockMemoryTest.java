package dev.sessionwatchdog.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.FileType;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What is remembered of locks from look to look.
class LockMemoryTest {

    private static final Place LOCK = Place.of("agents/main/sessions/a.jsonl.lock");
    private static final Instant MADE = Instant.parse("2026-06-01T07:00:00Z");
    private static final Facts FACTS =
            new Facts(
                    FileType.REGULAR, 1, 2, 3, MADE, MADE, Optional.empty(), 0600, 0, 0, 1, false);

    private final SimulatedTime time = new SimulatedTime();
    private final LockMemory memory = new LockMemory(new Attention(time.moment(), Duration.ZERO));

    private boolean isPutBack(String sha256) {
        memory.beginLook();
        LockHistory history =
                memory.see(LOCK, FACTS, sha256, Optional.empty(), time.moment().wall());
        return memory.watched(history, LOCK).putBack();
    }

    @Test
    void only_the_lock_that_was_put_back_is_one_and_not_its_successor() {
        assertThat(isPutBack("examined")).isFalse();

        memory.wasPutBack(LOCK);

        assertThat(isPutBack("captured by mistake")).isTrue();
        assertThat(isPutBack("captured by mistake")).isTrue();
        assertThat(isPutBack("made later")).isFalse();
    }

    @Test
    void where_the_one_that_was_put_back_is_gone_the_next_is_an_ordinary_lock() {
        isPutBack("examined");
        memory.wasPutBack(LOCK);

        memory.isTakenAfterAll(LOCK);

        assertThat(isPutBack("made later")).isFalse();
    }
}
