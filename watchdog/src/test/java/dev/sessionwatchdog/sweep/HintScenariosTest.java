package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.sim.World;
import dev.sessionwatchdog.store.root.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the daemon makes of a gateway that does not stop writing: it looks seldom, and once more
/// after the last change.
class HintScenariosTest {

    private static final Place MAIN = Place.of("agents/main/sessions");
    private static final Duration BETWEEN = Duration.ofMillis(200);
    private static final Duration WHILE = Duration.ofMinutes(4);

    private final World world = World.seeded(21);
    private final Duration settle = world.config().watch().settle();
    private final List<Duration> looks = new ArrayList<>();
    private Duration ofALook = Duration.ZERO;

    /// A healthy store. Sweeps do not list it again for as long as nothing really changes in it:
    /// what is listed is because of hints.
    @BeforeEach
    void quiet() throws Exception {
        world.index().time().advance(Duration.ofMinutes(10));
        world.start().live(Duration.ofMinutes(12));
        world.disk()
                .before(operation -> {
                    if (operation.name().equals("list")
                            && operation.path().equals(World.SESSIONS)) {
                        looks.add(now());
                        world.time().advance(ofALook);
                    }
                });
    }

    private Duration now() {
        return Duration.ofNanos(world.time().moment().monotonicNanos());
    }

    /// One turn, and the time until the next, which comes when the daemon wants it or is told.
    private void turn(Duration toldAgainAfter) throws Exception {
        Duration wanted = world.turn();
        world.time().advance(wanted.compareTo(toldAgainAfter) < 0 ? wanted : toldAgainAfter);
    }

    /// The gateway writes for so long without a pause.
    private void writes(Duration span) throws Exception {
        Duration end = now().plus(span);
        while (now().compareTo(end) < 0) {
            world.changed(MAIN);
            turn(BETWEEN);
        }
    }

    @Test
    void each_change_after_a_quiet_time_is_looked_at_at_once() throws Exception {
        for (int i = 1; i <= 12; i++) {
            world.changed(MAIN);
            world.turn();
            assertThat(looks).hasSize(i);
            world.time().advance(Duration.ofSeconds(10));
        }
    }

    @Test
    void changes_that_do_not_stop_are_looked_at_less_and_less_often() throws Exception {
        Duration began = now();
        writes(WHILE);
        assertThat(looks.getFirst()).isEqualTo(began);
        assertThat(looks).hasSizeBetween(6, 12);
        Duration longest = settle.multipliedBy(HintedStores.MOST_SETTLES);
        for (int i = 1; i < looks.size(); i++) {
            assertThat(looks.get(i).minus(looks.get(i - 1)))
                    .isGreaterThanOrEqualTo(settle)
                    .isLessThanOrEqualTo(longest.plus(BETWEEN));
        }
    }

    @Test
    void whenever_they_stop_the_last_one_is_followed_by_a_look() throws Exception {
        Random random = new Random(Long.getLong("seed", 21));
        for (int i = 0; i < 50; i++) {
            writes(Duration.ofMillis(random.nextLong(1, 90_000)));
            world.session("a" + i + ".jsonl", "{}", Duration.ZERO);
            world.changed(MAIN);
            Duration last = now();
            Duration end = last.plus(settle.multipliedBy(HintedStores.MOST_SETTLES));
            while (now().compareTo(end) <= 0) {
                turn(Duration.ofMinutes(1));
            }
            assertThat(looks.getLast()).as("round %s", i).isBetween(last, end);
        }
    }

    @Test
    void a_pause_makes_the_next_change_a_first_one_again() throws Exception {
        writes(WHILE);
        turn(Duration.ofMinutes(1));
        turn(Duration.ofMinutes(1));
        looks.clear();
        Duration began = now();
        writes(Duration.ofSeconds(10));
        assertThat(looks.getFirst()).isEqualTo(began);
        assertThat(looks.get(1).minus(began)).isLessThanOrEqualTo(settle.multipliedBy(3));
    }

    @Test
    void looks_that_take_long_are_a_small_share_of_the_time() throws Exception {
        ofALook = Duration.ofMillis(400);
        writes(WHILE.multipliedBy(5));
        assertThat(ofALook.multipliedBy(looks.size()))
                .isLessThanOrEqualTo(WHILE.multipliedBy(5).dividedBy(100));
    }
}
