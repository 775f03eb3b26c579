package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.observation.LockName;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// When which lock is looked at again.
class LockWatchTest {

    private static final Place STORE = Place.of("agents/main/sessions");
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final SimulatedTime time = new SimulatedTime();
    private final LockWatch watch = new LockWatch();

    private static LockName lock(String session) {
        return LockName.recognise(new Name(session + ".jsonl.lock")).orElseThrow();
    }

    private void stands(String session) {
        watch.stands(STORE, Era.SINGLE_FILE, lock(session), time.moment(), AGAIN);
    }

    @Test
    void nothing_is_due_where_nothing_is_known() {
        assertThat(watch.due(time.moment())).isEmpty();
        assertThat(watch.next(time.moment())).isEmpty();
        assertThat(watch.knownIn(STORE)).isEmpty();
    }

    @Test
    void a_lock_is_due_when_it_said() {
        stands("a");
        assertThat(watch.next(time.moment())).contains(AGAIN);

        time.advance(AGAIN.minusNanos(1));
        assertThat(watch.due(time.moment())).isEmpty();
        time.advance(Duration.ofNanos(1));
        assertThat(watch.due(time.moment()))
                .containsExactly(new LockWatch.Due(STORE, Era.SINGLE_FILE, lock("a")));
        assertThat(watch.next(time.moment())).contains(Duration.ZERO);
    }

    @Test
    void the_soonest_decides() {
        stands("a");
        watch.stands(STORE, Era.SINGLE_FILE, lock("b"), time.moment(), Duration.ofSeconds(2));

        assertThat(watch.next(time.moment())).contains(Duration.ofSeconds(2));
        assertThat(watch.knownIn(STORE)).containsExactly(lock("a"), lock("b"));
        assertThat(watch.knownIn(Place.of("agents/other/sessions"))).isEmpty();
    }

    @Test
    void a_lock_that_went_is_looked_for_ten_minutes_more() {
        stands("a");
        for (int i = 0; i < 20; i++) {
            watch.isGone(STORE, lock("a"), time.moment());
            assertThat(watch.next(time.moment())).contains(Duration.ofSeconds(30));
            time.advance(Duration.ofSeconds(30));
        }
        watch.isGone(STORE, lock("a"), time.moment());

        assertThat(watch.next(time.moment())).isEmpty();
    }

    @Test
    void a_lock_that_never_stood_is_not_looked_for() {
        watch.isGone(STORE, lock("a"), time.moment());

        assertThat(watch.next(time.moment())).isEmpty();
    }

    @Test
    void of_many_that_went_the_first_are_forgotten_and_none_that_stands() {
        stands("standing");
        for (int i = 0; i < 300; i++) {
            time.advance(Duration.ofMillis(1));
            stands("s" + i);
        }
        for (int i = 0; i < 300; i++) {
            watch.isGone(STORE, lock("s" + i), time.moment());
        }

        assertThat(watch.knownIn(STORE))
                .hasSize(257)
                .contains(lock("standing"), lock("s299"), lock("s44"))
                .doesNotContain(lock("s0"), lock("s43"));
    }
}
