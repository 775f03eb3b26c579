package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.observation.Gateway;
import dev.sessionwatchdog.observation.ProcessSight;
import dev.sessionwatchdog.sim.SimulatedOwner;
import dev.sessionwatchdog.sim.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What random owners ([RandomOwnersTest]) have found: locks that were freed late, and verdicts
/// that a clock step had made.
class LockBoundsTest {

    private static final String T = "5e5b0789-dc10-435b-8f07-bc76d1055a2c.jsonl";
    private static final String L = T + ".lock";
    private static final Duration OLD = Duration.ofHours(3);

    private final World world = World.seeded(1).index().session(T, "{}\n", Duration.ofMinutes(1));

    @AfterEach
    void the_log_holds() {
        assertThat(world.verify().sound()).as("%s", world.verify()).isTrue();
        assertThat(world.verify().openIntents()).isEmpty();
    }

    private List<String> verdicts() {
        return world.events("lock.break", "intent").stream()
                .map(event -> event.path("event").path("reason").asString(""))
                .toList();
    }

    private void works(Duration every, Duration until) {
        for (Duration at = every; at.compareTo(until) <= 0; at = at.plus(every)) {
            String content = "{}\n".repeat((int) at.dividedBy(every) + 1);
            world.time().at(at, () -> world.session(T, content, Duration.ZERO));
        }
    }

    @Test
    void watching_what_became_of_a_break_is_no_gap() throws Exception {
        world.gateway(9, OLD);
        SimulatedOwner owner = world.owner(7, OLD);
        owner.take(L, owner.undeclared());
        world.live(Duration.ofMinutes(1));
        owner.die();
        world.live(Duration.ofMinutes(30));
        assertThat(verdicts()).containsExactly("dead-owner");
        assertThat(world.events("clock.gap", "observed")).isEmpty();
    }

    @Test
    void a_leaked_lock_goes_after_the_grace_however_old_it_is() throws Exception {
        SimulatedOwner gateway = world.gateway(7, OLD);
        gateway.take(L, gateway.undeclared());
        works(Duration.ofMinutes(1), Duration.ofMinutes(30));
        world.live(Duration.ofMinutes(30));
        gateway.leak(L);
        world.live(Duration.ofMinutes(2));
        assertThat(world.has(L)).isTrue();
        world.live(Duration.ofSeconds(70));
        assertThat(world.has(L)).isFalse();
        assertThat(verdicts()).containsExactly("leaked-by-live-owner");
    }

    @Test
    void a_zombie_that_is_reaped_between_two_looks_is_as_dead_as_before() throws Exception {
        world.gateway(9, OLD);
        SimulatedOwner owner = world.owner(7, OLD);
        owner.take(L, owner.undeclared());
        world.live(Duration.ofMinutes(2));
        owner.die();
        world.processes().zombie(7);
        world.time().at(Duration.ofSeconds(15), () -> world.processes().gone(7));
        world.live(Duration.ofSeconds(40));
        assertThat(world.has(L)).isFalse();
    }

    @Test
    void a_clock_that_was_set_makes_no_owner_younger_than_its_lock() throws Exception {
        SimulatedOwner gateway = world.gateway(7, OLD);
        Instant made = world.time().moment().wall();
        gateway.take(L, "{\"pid\":7,\"createdAt\":\"" + made + "\"}");
        world.live(Duration.ofMinutes(2));
        gateway.leak(L);
        setClock(Duration.ofHours(13));
        // The kernel tells its start by the clock of now.
        world.processes()
                .is(7, new ProcessSight.Running(made.minus(OLD).plus(Duration.ofHours(13))));
        world.live(Duration.ofMinutes(10));
        assertThat(verdicts()).containsExactly("leaked-by-live-owner");
    }

    @Test
    void a_clock_that_was_set_makes_no_gateway_older_than_a_lock() throws Exception {
        world.disk().remove(World.SESSIONS + "/sessions.json");
        String id = T.substring(0, T.indexOf('.'));
        world.session(
                "sessions.json",
                "{\"a\":{\"sessionId\":\"" + id + "\",\"status\":\"running\"}}",
                Duration.ZERO);
        SimulatedOwner owner = world.owner(7, OLD);
        owner.take(L, owner.undeclared());
        world.live(Duration.ofMinutes(5));
        owner.die();
        world.live(Duration.ofMinutes(1));
        setClock(Duration.ofHours(-1));
        Instant now = world.time().moment().wall();
        world.processes()
                .gateway(new Gateway(9, now, OptionalLong.empty(), OptionalLong.of(1), true));
        world.live(Duration.ofMinutes(9));
        assertThat(world.has(L)).isTrue();
        world.live(Duration.ofMinutes(3));
        assertThat(world.has(L)).isFalse();
    }

    private void setClock(Duration by) {
        world.time().stepWall(by);
        world.time().synchronised(false);
    }
}
