package dev.sessionwatchdog.sweep;

import static dev.sessionwatchdog.sweep.MigrationScene.SESSIONS;
import static dev.sessionwatchdog.sweep.MigrationScene.folded;
import static dev.sessionwatchdog.sweep.MigrationScene.index;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionwatchdog.sim.Configs;
import dev.sessionwatchdog.sim.World;
import dev.sessionwatchdog.store.sim.SimulatedCrash;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Scenario S58 through the daemon: killed or without power in the middle of a migration, its next
/// start concludes what was announced, and every session is there.
class InterruptedMigrationTest {

    private static final Duration LOOKS = Duration.ofMinutes(2);

    /// Calls between two crashes in the ordinary run; `-Dhunt=true` takes every one.
    private static final int STRIDE = Boolean.getBoolean("hunt") ? 1 : 7;

    private interface Ending {
        void end(World world) throws Exception;
    }

    @Test
    void s58_killed_at_any_call_the_next_start_concludes_and_nothing_is_lost() throws Exception {
        System.out.println("killed in the migration at " + states(World::kill) + " calls");
    }

    @Test
    void s58_losing_power_at_any_call_the_next_start_concludes_and_nothing_is_lost()
            throws Exception {
        System.out.println("power lost in the migration at " + states(World::losePower) + " calls");
    }

    @Test
    void s58_what_is_half_done_waits_for_a_gateway_to_stop_and_is_finished_without_new_evidence()
            throws Exception {
        World world = World.seeded(58);
        MigrationScene scene = new MigrationScene(world).agent("main", index(SESSIONS));
        world.start();
        world.disk()
                .before(operation -> {
                    if (operation.name().equals("rename")
                            && operation.path().endsWith("/sessions/sessions.json")) {
                        throw new SimulatedCrash("before it is retired");
                    }
                });
        assertThatThrownBy(() -> world.live(LOOKS)).isInstanceOf(SimulatedCrash.class);
        world.kill().configured(Configs.defaults());
        world.gateway(4_242, Duration.ofHours(9));
        assertThat(scene.has("main", "sessions.d")).isTrue();

        world.live(Duration.ofHours(1));
        assertThat(scene.index("main")).isEqualTo(index(SESSIONS));
        assertThat(world.events("store.migrate", "overtaken"))
                .as("not tried at every sweep")
                .hasSizeBetween(1, 8);

        world.processes().noGateways();
        world.live(MigrationScene.LONG);
        assertThat(scene.has("main", "sessions.json")).isFalse();
        assertThat(scene.read("main")).isEqualTo(folded(SESSIONS));
        assertThat(world.verify().openIntents()).isEmpty();
    }

    private static int states(Ending ending) throws Exception {
        int states = 0;
        for (int call = 1; ; call += STRIDE) {
            World world = World.seeded(5_800 + call);
            MigrationScene scene = new MigrationScene(world).agent("main", index(SESSIONS));
            world.live(Duration.ofSeconds(30));
            world.disk().settle();
            world.disk().crashAt(call);
            boolean died = false;
            try {
                world.live(LOOKS);
            } catch (SimulatedCrash crash) {
                died = true;
            }
            if (!died) {
                assertThat(states).isGreaterThan(20);
                return states;
            }
            ending.end(world);
            String when = "seed " + (5_800 + call) + ", call " + call;
            world.start();
            assertThat(world.verify().openIntents()).as(when).isEmpty();
            assertThat(scene.has("main", "sessions.json") || scene.has("main", "sessions.d"))
                    .as(when)
                    .isTrue();
            world.live(MigrationScene.LONG);
            assertThat(scene.read("main")).as(when).isEqualTo(folded(SESSIONS));
            assertThat(scene.has("main", "sessions.json")).as(when).isFalse();
            assertThat(scene.backups().values()).as(when).containsExactly(index(SESSIONS));
            assertThat(world.verify().sound()).as(when).isTrue();
            states++;
        }
    }
}
