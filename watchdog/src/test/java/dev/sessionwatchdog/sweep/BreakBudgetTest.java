package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.quarantine.Item;
import dev.sessionwatchdog.quarantine.ItemRecord;
import dev.sessionwatchdog.sim.Configs;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// How many locks may be broken: 20 a sweep, 60 an hour, 3 an hour of one session.
class BreakBudgetTest {

    private static final Config.Locks SETTINGS = Configs.defaults().locks();

    private final SimulatedTime time = new SimulatedTime();
    private BreakBudget budget = new BreakBudget(SETTINGS, List::of);

    private static Place lock(int number) {
        return Place.of("agents/main/sessions/s" + number + ".jsonl.lock");
    }

    private boolean allows(int lock, int inThisSweep) {
        try {
            return budget.allows(lock(lock), inThisSweep, time.moment());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void spend(int lock) {
        budget.spend(lock(lock), time.moment());
    }

    @Test
    void so_many_a_sweep() {
        assertThat(allows(1, 0)).isTrue();
        assertThat(allows(1, 19)).isTrue();
        assertThat(allows(1, 20)).isFalse();
    }

    @Test
    void so_many_an_hour() {
        for (int i = 0; i < 59; i++) {
            spend(i);
        }
        assertThat(allows(100, 0)).isTrue();
        assertThat(allows(100, 1)).as("one was decided on already").isFalse();
        spend(59);
        assertThat(allows(100, 0)).isFalse();

        time.advance(Duration.ofHours(1));
        assertThat(allows(100, 0)).isFalse();
        time.advance(Duration.ofNanos(1));
        assertThat(allows(100, 0)).isTrue();
    }

    @Test
    void a_session_that_leaks_again_and_again_is_not_helped_for_ever() {
        for (int i = 0; i < BreakBudget.PER_SESSION_AN_HOUR; i++) {
            assertThat(allows(1, 0)).isTrue();
            spend(1);
        }
        assertThat(allows(1, 0)).isFalse();
        assertThat(allows(2, 0)).isTrue();
    }

    @Test
    void what_an_earlier_watchdog_broke_within_the_hour_counts() {
        List<Item> earlier =
                List.of(
                        broken(1, "lock.lapsed", Duration.ofMinutes(59)),
                        broken(1, "lock.dead-owner", Duration.ofMinutes(1)),
                        broken(1, "lock.lapsed", Duration.ofMinutes(61)),
                        broken(1, "tmp.orphan", Duration.ofMinutes(1)),
                        broken(1, "lock.lapsed", Duration.ofMinutes(-1)));
        budget = new BreakBudget(SETTINGS, () -> earlier);

        assertThat(allows(1, 0)).isTrue();
        spend(1);
        assertThat(allows(1, 0)).isFalse();
        time.advance(Duration.ofMinutes(1).plusNanos(1));
        assertThat(allows(1, 0)).isTrue();
    }

    /// A clock that is set neither gives nor takes.
    @Test
    void the_wall_clock_is_not_asked_again() {
        for (int i = 0; i < 60; i++) {
            spend(i);
        }
        time.stepWall(Duration.ofDays(3650));
        assertThat(allows(100, 0)).isFalse();
    }

    private Item broken(int lock, String rule, Duration ago) {
        Instant at = time.moment().wall().minus(ago);
        ItemRecord record = new ItemRecord("q-1", lock(lock), rule, "intent", at, at, 1, 2, 3, at);
        return new Item("q-1", Optional.of(record), Optional.empty(), false);
    }
}
