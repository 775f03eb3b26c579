package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.sim.Configs;
import dev.sessionwatchdog.sim.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A backlog is looked at and acted on by the handful: in which order, how much is held for it, and
/// where it ends.
class HandfulsTest {

    private static final Duration OLD = Duration.ofHours(5);
    private static final int HANDFUL = 400;
    private static final int A_SWEEP = 1_000;
    private static final int MANY = 1_150;

    private final World world = World.seeded(113);
    private final Set<String> looked = new HashSet<>();
    private final List<String> unlinked = new ArrayList<>();
    private int mostHeld;

    @AfterEach
    void the_log_holds() {
        assertThat(world.verify().sound()).as("%s", world.verify()).isTrue();
        assertThat(world.verify().openIntents()).isEmpty();
    }

    /// Orphans of two agents in turn, the first ones the youngest.
    private void backlog() {
        for (String agent : List.of("main", "ops")) {
            world.disk().mkdirs(store(agent));
            world.disk()
                    .file(store(agent) + "/sessions.json", "{\"agent:x:y\":{\"sessionId\":\"a\"}}");
        }
        for (int i = 0; i < MANY; i++) {
            world.disk()
                    .file(
                            path(i),
                            "x".getBytes(StandardCharsets.UTF_8),
                            world.time().moment().wall().minus(OLD.plusMinutes(i)));
        }
    }

    private static String store(String agent) {
        return World.ROOT + "/agents/" + agent + "/sessions";
    }

    private static String path(int i) {
        return store(isOfMain(i) ? "main" : "ops")
                + "/sessions.json.%08x-688b-41a1-b4f1-a4e2d099365b.tmp".formatted(i);
    }

    private static boolean isOfMain(int i) {
        return i % 2 == 0;
    }

    /// @param after run after each unlinked file
    private void watchTheDisk(Runnable after) {
        world.disk()
                .before(operation -> {
                    if (operation.path().endsWith(".tmp") && operation.name().equals("claim")) {
                        looked.add(operation.path());
                        mostHeld = Math.max(mostHeld, looked.size() - unlinked.size());
                    } else if (operation.path().endsWith(".tmp")
                            && operation.name().equals("unlink")) {
                        unlinked.add(operation.path());
                        after.run();
                    }
                });
    }

    /// Lives on until something was unlinked in a turn.
    private void untilItActs(Runnable after) throws Exception {
        world.start();
        watchTheDisk(after);
        while (unlinked.isEmpty()) {
            Duration next = world.turn();
            world.time().advance(next);
        }
    }

    private static List<String> inOrder(IntStream some) {
        // Of the directory with the oldest first, and in each the oldest first.
        return some.boxed()
                .sorted(
                        Comparator.comparing(HandfulsTest::isOfMain)
                                .thenComparing(Comparator.reverseOrder()))
                .map(HandfulsTest::path)
                .toList();
    }

    @Test
    void a_sweep_takes_the_oldest_and_those_of_one_directory_after_each_other() throws Exception {
        backlog();
        untilItActs(() -> {});

        assertThat(unlinked).isEqualTo(inOrder(IntStream.range(MANY - A_SWEEP, MANY)));
        world.turn();
        assertThat(unlinked.subList(A_SWEEP, MANY))
                .isEqualTo(inOrder(IntStream.range(0, MANY - A_SWEEP)));
    }

    @Test
    void no_more_than_a_handful_is_looked_at_before_it_is_acted_on() throws Exception {
        backlog();
        untilItActs(() -> {});

        assertThat(unlinked).hasSize(A_SWEEP);
        assertThat(mostHeld).isEqualTo(HANDFUL);
    }

    @Test
    void who_is_to_stop_looks_at_no_further_handful() throws Exception {
        backlog();
        untilItActs(() -> {
            if (unlinked.size() == 7) {
                world.stop();
            }
        });

        assertThat(unlinked).hasSize(7);
        assertThat(looked).hasSize(HANDFUL);
        assertThat(world.events("tmp.reap", "intent")).hasSize(HANDFUL);
        JsonNode summary = world.events("sweep.summary", "observed").getLast().path("sweep");
        assertThat(summary.path("applied").asInt()).isEqualTo(7);
        assertThat(summary.path("left").asInt()).isEqualTo(MANY - 7);
    }

    @Test
    void what_is_left_waits_when_the_gateway_begins_to_upgrade_meanwhile() throws Exception {
        backlog();
        untilItActs(() -> {
            if (unlinked.size() == A_SWEEP) {
                world.disk().mkdirs(World.ROOT + "/agents/ops/session-sqlite-import-archive");
            }
        });
        world.turn();

        assertThat(unlinked).hasSize(A_SWEEP);
        assertThat(world.events("store.upgrading", "observed")).hasSize(1);
    }

    @Test
    void what_is_left_is_watched_anew_when_the_clock_was_set_meanwhile() throws Exception {
        backlog();
        untilItActs(() -> {});
        world.time().stepWall(Duration.ofHours(1));
        world.turn();

        assertThat(unlinked).hasSize(A_SWEEP);
        world.live(Duration.ofHours(1));
        assertThat(unlinked).hasSize(MANY);
    }

    @Test
    void what_is_only_reported_is_looked_at_closely_once() throws Exception {
        world.configured(Configs.observing());
        backlog();
        world.start();
        watchTheDisk(() -> {});
        world.live(Duration.ofMinutes(20));
        assertThat(looked).hasSize(MANY);
        looked.clear();
        world.live(Duration.ofMinutes(20));
        assertThat(looked).isEmpty();
        assertThat(unlinked).isEmpty();
    }
}
