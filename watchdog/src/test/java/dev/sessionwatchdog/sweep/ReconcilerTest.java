package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.sim.World;
import dev.sessionwatchdog.store.sim.SimulatedCrash;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a person did with the quarantine and an interruption cut short is concluded by the next
/// start, from what is there and without finishing anything by guess.
class ReconcilerTest {

    private static final String TEMP =
            ".fs-safe-replace.90.a7a17c4a-688b-41a1-b4f1-a4e2d099365b.tmp";
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(30);

    private interface Act {
        void on(World world, String id) throws IOException;
    }

    /// A world with one file in quarantine, and the item's identifier.
    private static World quarantined(long seed) throws Exception {
        World world = World.seeded(seed).index().session(TEMP, "doubtful", Duration.ofHours(5));
        world.live(LONG_ENOUGH);
        assertThat(world.has(TEMP)).isFalse();
        return world;
    }

    private static String idOf(World world) {
        return world.events("tmp.reap", "done")
                .getFirst()
                .path("quarantine")
                .path("id")
                .asString("");
    }

    private static long copies(World world) {
        return world.disk().paths().keySet().stream()
                .filter(path -> path.endsWith("/content") || path.endsWith(TEMP))
                .filter(path -> world.disk().text(path).equals("doubtful"))
                .count();
    }

    private static boolean dies(World world, int call, Act act) throws IOException {
        String id = idOf(world);
        world.disk().crashAt(call);
        try {
            act.on(world, id);
            return false;
        } catch (SimulatedCrash died) {
            return true;
        }
    }

    private static void restore(World world, String id) throws IOException {
        world.daemon().guard().quarantine().restore(id, Optional.empty());
    }

    private static void purge(World world, String id) throws IOException {
        world.daemon().guard().quarantine().purge(id);
    }

    private static void conclusionsHold(World world, String action, String when) {
        assertThat(world.verify().sound()).as("%s: %s", when, world.verify()).isTrue();
        assertThat(world.verify().openIntents()).as(when).isEmpty();
        long intents = world.events(action, "intent").size();
        long concluded =
                List.of("done", "overtaken", "refused", "failed", "indeterminate").stream()
                        .mapToLong(phase -> world.events(action, phase).size())
                        .sum();
        assertThat(concluded).as(when).isEqualTo(intents);
    }

    @Test
    void a_restore_cut_short_anywhere_leaves_one_copy_and_a_true_conclusion() throws Exception {
        for (boolean power : new boolean[] {false, true}) {
            int call = 1;
            while (true) {
                World world = quarantined(call);
                if (!dies(world, call, ReconcilerTest::restore)) {
                    break;
                }
                String when = "restore, call " + call + ", power lost: " + power;
                World after = power ? world.losePower() : world.kill();
                after.start();
                assertThat(copies(after)).as(when).isPositive();
                conclusionsHold(after, "quarantine.restore", when);
                if (!after.events("quarantine.restore", "done").isEmpty()) {
                    assertThat(after.has(TEMP)).as(when).isTrue();
                }
                call++;
            }
            assertThat(call).isGreaterThan(10);
        }
    }

    @Test
    void a_purge_cut_short_anywhere_has_a_true_conclusion() throws Exception {
        for (boolean power : new boolean[] {false, true}) {
            int call = 1;
            while (true) {
                World world = quarantined(call);
                if (!dies(world, call, ReconcilerTest::purge)) {
                    break;
                }
                String when = "purge, call " + call + ", power lost: " + power;
                World after = power ? world.losePower() : world.kill();
                after.start();
                conclusionsHold(after, "quarantine.purge", when);
                boolean saysGone = !after.events("quarantine.purge", "done").isEmpty();
                assertThat(copies(after)).as(when).isEqualTo(saysGone ? 0 : 1);
                call++;
            }
            assertThat(call).isGreaterThan(10);
        }
    }

    @Test
    void starting_again_concludes_nothing_twice() throws Exception {
        World world = quarantined(3);
        int call = 1;
        while (world.events("quarantine.restore", "intent").isEmpty()) {
            world = quarantined(3);
            assertThat(dies(world, call++, ReconcilerTest::restore)).isTrue();
            world.kill();
        }
        world.start();
        int events = world.events("quarantine.restore", "overtaken").size();
        assertThat(events).isEqualTo(1);
        world.kill().start();
        assertThat(world.events("quarantine.restore", "overtaken")).hasSize(1);
    }
}
