package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.sim.SimulatedOwner;
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
import tools.jackson.databind.JsonNode;

/// Safety contract S10 and S11, scenario S18: whatever the call at which the watchdog or the
/// machine dies in the middle of breaks, no lock's bytes are lost, every lock that is not where it
/// was was announced, no intent stays open, and nothing is put back by guess.
class LockCrashTest {

    private static final String DEAD = "00000001-dc10-435b-8f07-bc76d1055a2c.jsonl.lock";
    private static final String LAPSED = "00000002-dc10-435b-8f07-bc76d1055a2c.jsonl.lock";
    private static final String HELD = "00000003-dc10-435b-8f07-bc76d1055a2c.jsonl.lock";

    private static final Duration UNTIL_BROKEN = Duration.ofSeconds(61);

    /// A lock of a dead owner, one whose lease is over, and one that is held.
    private static World tree(long seed) {
        World world = World.seeded(seed).index();
        SimulatedOwner gateway = world.gateway(7, Duration.ofHours(3));
        SimulatedOwner dead = world.owner(8, Duration.ofHours(3));
        gateway.take(LAPSED, gateway.undeclared());
        dead.take(DEAD, dead.undeclared());
        world.time().advance(Duration.ofMinutes(40));
        dead.die();
        gateway.take(HELD, gateway.declaring(Duration.ofHours(9)));
        return world;
    }

    private static boolean diesAt(World world, int call) throws Exception {
        world.start();
        world.disk().crashAt(call);
        try {
            world.live(UNTIL_BROKEN);
            return false;
        } catch (SimulatedCrash died) {
            return true;
        }
    }

    @Test
    void s18_killed_at_any_call_of_a_break_the_next_start_concludes_it() throws Exception {
        int states = 0;
        for (int call = 1; ; call++) {
            World world = tree(1);
            Map<String, String> before = new TreeMap<>(world.gatewaysFiles());
            if (!diesAt(world, call)) {
                break;
            }
            String when = "killed at call " + call;
            world.kill();
            world.start();
            assertThat(world.verify().openIntents()).as(when).isEmpty();
            explained(world, before, when);
            world.live(Duration.ofMinutes(3));
            explained(world, before, when);
            assertThat(world.has(DEAD)).as(when).isFalse();
            assertThat(world.has(HELD)).as(when).isTrue();
            states++;
        }
        assertThat(states).isGreaterThan(100);
    }

    @Test
    void s18b_losing_power_at_any_call_of_a_break_the_next_start_concludes_it() throws Exception {
        int states = 0;
        for (int call = 1; ; call++) {
            World world = tree(1_000L + call);
            Map<String, String> before = new TreeMap<>(world.gatewaysFiles());
            if (!diesAt(world, call)) {
                break;
            }
            String when = "power lost at call " + call;
            world.losePower();
            world.start();
            assertThat(world.verify().openIntents()).as(when).isEmpty();
            explained(world, before, when);
            // Nobody who held a lock lives any more.
            world.live(Duration.ofMinutes(25));
            explained(world, before, when);
            states++;
        }
        assertThat(states).isGreaterThan(100);
    }

    @Test
    void a_call_that_fails_costs_time_and_nothing_else() throws Exception {
        int states = 0;
        AtomicBoolean happened = new AtomicBoolean(true);
        for (int call = 1; happened.get(); call++) {
            World world = tree(2);
            Map<String, String> before = new TreeMap<>(world.gatewaysFiles());
            world.start();
            happened.set(false);
            int last = world.disk().calls() + call;
            world.disk()
                    .before(operation -> {
                        if (operation.number() == last) {
                            happened.set(true);
                            throw new IOException("Input/output error");
                        }
                    });
            try {
                world.live(UNTIL_BROKEN);
            } catch (IOException logOutOfReach) {
                world.kill();
            }
            world.disk().before(_ -> {});
            world.live(Duration.ofMinutes(10));
            String when = "failed at call " + call;
            explained(world, before, when);
            assertThat(world.has(DEAD)).as(when).isFalse();
            assertThat(world.has(HELD)).as(when).isTrue();
            states++;
        }
        assertThat(states).isGreaterThan(100);
    }

    private static void explained(World world, Map<String, String> before, String when) {
        assertThat(world.verify().sound()).as("%s: %s", when, world.verify()).isTrue();
        assertThat(world.verify().openIntents()).as(when).isEmpty();
        Set<String> announced =
                world.events("lock.break", "intent").stream()
                        .map(LockCrashTest::file)
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> kept =
                world.disk().paths().entrySet().stream()
                        .filter(entry -> entry.getKey().endsWith("/content"))
                        .map(Map.Entry::getValue)
                        .collect(Collectors.toSet());
        Map<String, String> after = new TreeMap<>(world.gatewaysFiles());
        before.forEach((path, what) -> {
            if (isStandIn(world, path) && kept.contains(what)) {
                assertThat(announced).as(when).contains("/simulated/" + path);
            } else if (after.containsKey(path)) {
                assertThat(after.get(path)).as("%s: %s", when, path).isEqualTo(what);
            } else {
                assertThat(announced).as(when).contains("/simulated/" + path);
                assertThat(kept).as("%s: %s is kept", when, path).contains(what);
            }
        });
        assertThat(before.keySet()).as(when).containsAll(after.keySet());
    }

    /// What a capture that was cut short leaves at the lock's name, until it is found to be
    /// nobody's.
    private static boolean isStandIn(World world, String path) {
        return world.disk().exists(path) && world.disk().read(path).length == 0;
    }

    private static String file(JsonNode event) {
        return event.path("file").path("path").asString("");
    }
}
