package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.sim.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// An index that was found whole, and when that is reason enough not to look at its store again.
final class SettledIndexTest {

    private static final Duration OLD = Duration.ofHours(5);
    private static final Duration PASSES = Duration.ofMinutes(12);
    private static final String INDEX = World.SESSIONS + "/sessions.json";
    private static final String WHOLE = "{\"agent:main:main\":{\"sessionId\":\"b\"}}";

    private final World world = World.seeded(98);
    private int listed;

    private void start(Duration afterTheLastWrite) throws Exception {
        world.time().advance(afterTheLastWrite);
        world.start();
        world.disk()
                .before(operation -> {
                    if (operation.name().equals("list")
                            && operation.path().equals(World.SESSIONS)) {
                        listed++;
                    }
                });
    }

    @Test
    void that_has_stood_long_and_is_whole_is_looked_at_once() throws Exception {
        world.index();
        start(Duration.ofMinutes(10));
        world.live(PASSES);
        assertThat(listed).isEqualTo(1);
    }

    @Test
    void that_was_written_a_moment_ago_is_looked_at_again() throws Exception {
        world.index();
        start(Duration.ofSeconds(30));
        world.live(PASSES);
        assertThat(listed).isEqualTo(2);
    }

    @Test
    void that_only_says_it_is_old_is_looked_at_again() throws Exception {
        world.index();
        world.time().advance(Duration.ofMinutes(10));
        world.disk().setMtime(INDEX, world.time().moment().wall().minus(OLD));
        start(Duration.ofSeconds(30));
        world.live(PASSES);
        assertThat(listed).isEqualTo(2);
    }

    @Test
    void that_was_written_before_a_clock_was_set_back_is_looked_at_again() throws Exception {
        world.index();
        world.disk().setMtime(INDEX, world.time().moment().wall().plus(OLD));
        start(Duration.ofMinutes(10));
        world.live(PASSES);
        assertThat(listed).isEqualTo(2);
    }

    @Test
    void that_is_written_while_it_is_looked_at_is_looked_at_again() throws Exception {
        world.index();
        world.time().advance(Duration.ofMinutes(10));
        world.start();
        boolean[] written = {false};
        world.disk()
                .before(operation -> {
                    if (operation.name().equals("list")
                            && operation.path().equals(World.SESSIONS)) {
                        listed++;
                    } else if (operation.name().equals("pin") && !written[0]) {
                        written[0] = true;
                        world.disk().file(INDEX, WHOLE);
                    }
                });
        world.live(PASSES);
        assertThat(written[0]).isTrue();
        assertThat(listed).isEqualTo(2);
    }

    @Test
    void that_ends_in_the_middle_is_told_of_however_old_it_is() throws Exception {
        world.session("sessions.json", "{\"agent:main:main\":{\"sess", OLD);
        start(Duration.ofMinutes(10));
        world.turn();
        assertThat(world.events("store.corrupt", "observed")).isEmpty();
        world.live(PASSES);
        assertThat(world.events("store.corrupt", "observed")).hasSize(1);
    }

    @Test
    void that_is_cut_off_later_is_told_of_when_everything_is_listed() throws Exception {
        world.index();
        start(Duration.ofMinutes(10));
        world.live(PASSES);
        Instant mtime = world.time().moment().wall();
        world.disk().file(INDEX, "{\"agent".getBytes(StandardCharsets.UTF_8), mtime);
        world.live(QuietStores.LIST_ALL.plus(PASSES));
        assertThat(world.events("store.corrupt", "observed")).hasSize(1);
    }
}
