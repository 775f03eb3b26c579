package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.sim.World;
import dev.sessionwatchdog.store.sim.SimulatedCrash;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Safety contract S10 and S11: whatever the moment at which the watchdog or the machine dies, the
/// log explains every difference of the tree, nothing stays open, and nothing is lost that was not
/// superseded.
class SweepCrashTest {

    private static final String UUID = "-688b-41a1-b4f1-a4e2d099365b";
    private static final Duration OLD = Duration.ofHours(5);

    /// More seeds are for the profile `hunt`.
    private static final boolean HUNT = Boolean.getBoolean("hunt");

    private static final int SEEDS = HUNT ? 5 : 1;

    private static World tree(long seed) {
        World world = World.seeded(seed).index();
        for (int i = 0; i < 3; i++) {
            world.session("sessions.json.0000000" + i + UUID + ".tmp", "superseded" + i, OLD);
            world.session(
                    ".fs-safe-replace.9" + i + ".0000000" + i + UUID + ".tmp", "doubtful" + i, OLD);
        }
        return world;
    }

    /// Runs until the given call to the disk, which it does not survive.
    private static boolean diesAt(World world, int call) throws Exception {
        world.start();
        world.disk().crashAt(call);
        try {
            world.live(Duration.ofMinutes(5));
            return false;
        } catch (SimulatedCrash died) {
            return true;
        }
    }

    @Test
    void killed_at_any_call_the_log_explains_the_tree_and_the_next_start_concludes()
            throws Exception {
        int states = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            for (int call = 1; ; call++) {
                World world = tree(seed);
                Map<String, String> before = new TreeMap<>(world.disk().paths());
                if (!diesAt(world, call)) {
                    break;
                }
                String when = "seed " + seed + ", killed at call " + call;
                world.kill();
                world.start();
                assertThat(world.verify().openIntents()).as(when).isEmpty();
                world.live(Duration.ofMinutes(5));
                check(world, before, when);
                states++;
            }
        }
        System.out.println("killed at " + states + " calls");
        assertThat(states).isGreaterThan(100);
    }

    @Test
    void losing_power_at_any_call_the_log_explains_the_tree_and_the_next_start_concludes()
            throws Exception {
        int states = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            for (int call = 1; ; call++) {
                World world = tree(1_000L * seed + call);
                Map<String, String> before = new TreeMap<>(world.disk().paths());
                if (!diesAt(world, call)) {
                    break;
                }
                world.losePower();
                world.live(Duration.ofMinutes(25));
                check(world, before, "seed " + seed + ", power lost at call " + call);
                states++;
            }
        }
        System.out.println("power lost at " + states + " calls");
        assertThat(states).isGreaterThan(100);
    }

    @Test
    void a_call_that_fails_costs_time_and_nothing_else() throws Exception {
        int states = 0;
        boolean failed = true;
        for (int call = 1; failed; call++) {
            World world = tree(2);
            Map<String, String> before = new TreeMap<>(world.disk().paths());
            world.start();
            AtomicBoolean happened = new AtomicBoolean();
            int last = world.disk().calls() + call;
            world.disk()
                    .before(operation -> {
                        if (operation.number() == last) {
                            happened.set(true);
                            throw new IOException("Input/output error");
                        }
                    });
            try {
                world.live(Duration.ofMinutes(5));
            } catch (IOException logOutOfReach) {
                world.kill();
            }
            failed = happened.get();
            world.disk().before(_ -> {});
            world.live(Duration.ofMinutes(10));
            check(world, before, "failed at call " + call);
            states++;
        }
        System.out.println("failed at " + states + " calls");
    }

    private static void check(World world, Map<String, String> before, String when) {
        assertThat(world.verify().sound()).as("%s: %s", when, world.verify()).isTrue();
        assertThat(world.verify().openIntents()).as(when).isEmpty();
        Set<String> announced =
                world.events("tmp.reap", "intent").stream()
                        .map(event -> event.path("file").path("path").asString(""))
                        .collect(Collectors.toCollection(TreeSet::new));
        Map<String, String> after = world.disk().paths();
        Set<String> contents =
                after.entrySet().stream()
                        .filter(entry -> entry.getKey().endsWith("/content"))
                        .map(Map.Entry::getValue)
                        .collect(Collectors.toSet());
        before.forEach((path, what) -> {
            if (!after.containsKey(path)) {
                assertThat(announced).as(when).contains("/simulated/" + path);
                if (path.contains(".fs-safe-replace.")) {
                    assertThat(contents).as(when + ": " + path).contains(what);
                }
            } else if (path.startsWith(World.SESSIONS) && !path.equals(World.SESSIONS)) {
                assertThat(after.get(path)).as(when).isEqualTo(what);
            }
        });
        // In the end everything that was due is gone.
        assertThat(after.keySet())
                .as(when)
                .noneMatch(path ->
                        path.startsWith(World.SESSIONS)
                                && (path.contains("/sessions.json.0")
                                        || path.contains("/.fs-safe-replace.")));
    }
}
