package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.sim.World;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// S41: the disk is full, also the log's, while orphans fill it.
final class FullDiskScenariosTest {

    private static final Duration OLD = Duration.ofHours(5);

    private static World withOrphans(int many, int bytes) {
        World world = World.seeded(41);
        world.index();
        for (int i = 0; i < many; i++) {
            world.session(temp(i), "x".repeat(bytes), OLD.plusMinutes(i));
        }
        return world;
    }

    private static String temp(int n) {
        return "sessions.json.%08x-688b-41a1-b4f1-a4e2d099365b.tmp".formatted(n);
    }

    private static void assertNothingWentUnannounced(World world, int many) {
        Set<String> announced = new HashSet<>();
        Set<String> intents = new HashSet<>();
        for (JsonNode intent : world.events("tmp.reap", "intent")) {
            announced.add(intent.path("file").path("path").asString(""));
            intents.add(intent.path("event").path("id").asString(""));
        }
        for (int i = 0; i < many; i++) {
            String name = temp(i);
            if (!world.has(name)) {
                assertThat(announced).anyMatch(path -> path.endsWith(name));
            }
        }
        assertThat(world.events("tmp.reap", "done"))
                .allSatisfy(done ->
                        assertThat(intents)
                                .contains(done.path("correlation").path("intent").asString("")));
    }

    private static List<JsonNode> alerts(World world) {
        return world.events("events.reserve", "observed").stream()
                .filter(it -> it.path("event").path("reason").asString("").equals("enospc"))
                .toList();
    }

    @Test
    void s41_on_a_full_disk_deletions_run_out_of_the_reserve_with_one_alert_and_free_it()
            throws Exception {
        int many = 700;
        World world = withOrphans(many, 4_000);
        world.start();
        world.disk().space.leave(0);

        world.live(Duration.ofMinutes(20));

        assertThat(world.has(temp(0))).isFalse();
        assertThat(world.events("tmp.reap", "done")).hasSize(many);
        assertThat(alerts(world)).hasSize(1);
        assertNothingWentUnannounced(world, many);
        assertThat(world.verify().problems()).isEmpty();
        assertThat(world.verify().openIntents()).isEmpty();
    }

    /// Whatever is freed, somebody else takes at once: the reserve is all there is.
    @Test
    void s41_when_the_disk_stays_full_acts_end_with_the_reserve_and_go_on_when_there_is_space()
            throws Exception {
        int many = 900;
        World world = withOrphans(many, 10);
        world.start();
        world.disk().before(operation -> world.disk().space.leave(0));

        world.live(Duration.ofMinutes(20));

        int done = world.events("tmp.reap", "done").size();
        assertThat(done).isBetween(100, many - 1);
        assertNothingWentUnannounced(world, many);
        assertThat(world.verify().problems()).isEmpty();
        assertThat(world.verify().openIntents()).isEmpty();

        world.disk().before(_ -> {});
        world.disk().space.becomeEndless();
        world.live(Duration.ofMinutes(30));

        assertThat(world.events("tmp.reap", "done")).hasSize(many);
        assertThat(alerts(world)).hasSize(1);
        assertThat(world.events("events.reserve", "observed")).hasSize(2);
        RetentionScenariosTest.assertValid(world);
        assertThat(world.verify().problems()).isEmpty();
    }

    @Test
    void s41_full_at_any_moment_of_a_sweep_destroys_nothing_unannounced() throws Exception {
        int calls = callsOfASweep();
        for (int at = 1; at < calls; at += 11) {
            World world = withOrphans(12, 100);
            world.start();
            int from = world.disk().calls() + at;
            world.disk()
                    .before(operation -> {
                        if (operation.number() >= from) {
                            world.disk().space.leave(0);
                        }
                    });
            world.live(Duration.ofMinutes(15));
            assertNothingWentUnannounced(world, 12);
            assertThat(world.verify().problems()).as("full at call %d", at).isEmpty();
            assertThat(world.events("tmp.reap", "done")).hasSize(12);
        }
    }

    private static int callsOfASweep() throws IOException, InterruptedException {
        World world = withOrphans(12, 100);
        world.start();
        int before = world.disk().calls();
        world.live(Duration.ofMinutes(15));
        return world.disk().calls() - before;
    }
}
