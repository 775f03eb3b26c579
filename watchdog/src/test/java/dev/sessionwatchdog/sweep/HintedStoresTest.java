package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.nudge.Nudge;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import dev.sessionwatchdog.store.time.Moment;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Hints that wait for their turn.
class HintedStoresTest {

    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final Duration SWEEP = Duration.ofMinutes(5);

    private final SimulatedTime time = new SimulatedTime();
    private final HintedStores hinted = new HintedStores(SETTLE, SWEEP);

    private Moment now() {
        return time.moment();
    }

    private static Set<Nudge.Changed> changed(String root, int agent) {
        return Set.of(new Nudge.Changed(root, store(agent)));
    }

    private static Place store(int agent) {
        return Place.of("agents/a" + agent + "/sessions");
    }

    private void look(Duration took) {
        Moment began = now();
        time.advance(took);
        hinted.looked(began, now());
    }

    @Test
    void those_that_came_during_a_rest_are_taken_together_when_it_is_over() {
        look(Duration.ZERO);
        hinted.add(changed("/a", 1), now());
        hinted.add(changed("/a", 2), now());
        hinted.add(changed("/b", 1), now());
        assertThat(hinted.take(now())).isEmpty();
        Duration next = hinted.next(now()).orElseThrow();
        assertThat(next).isEqualTo(SETTLE.multipliedBy(2));

        time.advance(next);

        assertThat(hinted.take(now()))
                .isEqualTo(Map.of("/a", Set.of(store(1), store(2)), "/b", Set.of(store(1))));
        assertThat(hinted.next(now())).isEmpty();
    }

    @Test
    void more_than_the_bound_do_not_wait() {
        look(Duration.ZERO);
        for (int i = 0; i < HintedStores.MAX; i++) {
            hinted.add(changed("/a", i), now());
        }
        assertThat(hinted.take(now())).isEmpty();
        hinted.add(changed("/a", HintedStores.MAX), now());
        assertThat(hinted.take(now()).get("/a")).hasSize(HintedStores.MAX + 1);
    }

    @Test
    void no_rest_is_longer_than_between_sweeps() {
        look(Duration.ofMinutes(2));
        assertThat(hinted.rest(now())).isEqualTo(SWEEP);
    }

    @Test
    void a_sweep_leaves_none_waiting() {
        look(Duration.ZERO);
        hinted.add(changed("/a", 1), now());
        hinted.forget();
        assertThat(hinted.next(now())).isEmpty();
    }
}
