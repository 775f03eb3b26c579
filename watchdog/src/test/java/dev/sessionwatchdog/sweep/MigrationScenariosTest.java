package dev.sessionwatchdog.sweep;

import static dev.sessionwatchdog.sweep.MigrationScene.LONG;
import static dev.sessionwatchdog.sweep.MigrationScene.SESSIONS;
import static dev.sessionwatchdog.sweep.MigrationScene.folded;
import static dev.sessionwatchdog.sweep.MigrationScene.index;
import static dev.sessionwatchdog.sweep.MigrationScene.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.incident.EventSchema;
import dev.sessionwatchdog.sim.Configs;
import dev.sessionwatchdog.sim.World;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The scenarios of migration through the daemon's own sweeps, by their number.
class MigrationScenariosTest {

    private final World world = World.seeded(54);
    private final MigrationScene scene = new MigrationScene(world);

    @AfterEach
    void the_log_holds() throws IOException {
        assertThat(world.verify().sound()).as("%s", world.verify()).isTrue();
        assertThat(world.verify().openIntents()).isEmpty();
        Schema schema = EventSchema.published();
        for (JsonNode event : world.events()) {
            assertThat(schema.validate(event.toString(), InputFormat.JSON))
                    .as("%s", event)
                    .isEmpty();
        }
    }

    private JsonNode only(String action, String phase) {
        assertThat(world.events(action, phase)).as("%s %s", action, phase).hasSize(1);
        return world.events(action, phase).getFirst();
    }

    private void isMigrated(String agent, Map<String, String> sessions) throws IOException {
        assertThat(scene.has(agent, "sessions.json")).isFalse();
        assertThat(scene.read(agent)).isEqualTo(folded(sessions));
    }

    @Test
    void s54_a_quiet_store_is_migrated_after_two_looks_and_every_entry_keeps_its_bytes()
            throws Exception {
        String source = index(SESSIONS);
        scene.agent("main", source);

        world.live(Duration.ofSeconds(30));
        assertThat(scene.has("main", "sessions.json")).as("it has just been seen").isTrue();
        world.live(LONG);

        isMigrated("main", SESSIONS);
        assertThat(scene.backups().values()).containsExactly(source);
        JsonNode intent = only("store.migrate", "intent");
        assertThat(intent.path("rule").path("id").asString("")).isEqualTo("store.legacy");
        assertThat(intent.path("rule").path("checks")).isNotEmpty();
        assertThat(intent.path("file").path("hash").path("sha256").asString("")).hasSize(64);
        assertThat(intent.path("migration").path("entries").asInt()).isEqualTo(3);
        JsonNode done = only("store.migrate", "done");
        assertThat(done.path("correlation").path("intent"))
                .isEqualTo(intent.path("event").path("id"));
        assertThat(world.events("sweep.summary", "observed"))
                .anySatisfy(event ->
                        assertThat(event.path("sweep").path("by_rule").path("store.legacy").asInt())
                                .isOne());
        SortedMap<String, String> after = world.gatewaysFiles();
        world.live(Duration.ofHours(3));
        assertThat(world.gatewaysFiles()).isEqualTo(after);
    }

    @Test
    void s54_in_observe_the_same_path_runs_and_stops_before_the_act() throws Exception {
        world.configured(Configs.withReads(Configs.observing(), Config.GatewayReads.DIRECTORY));
        scene.agent("main", index(SESSIONS));
        SortedMap<String, String> before = world.gatewaysFiles();

        world.live(LONG);

        assertThat(world.gatewaysFiles()).isEqualTo(before);
        assertThat(message(only("store.migrate", "observed"))).contains("mode: observe");
    }

    @Test
    void a_store_that_is_written_to_is_not_migrated_before_it_stands_still() throws Exception {
        scene.agent("main", index(SESSIONS));
        world.live(Duration.ofMinutes(20).minusSeconds(1));
        for (int turn = 0; turn < 20; turn++) {
            scene.agent("main", index(Map.of("agent:main:main", "{\"turn\":" + turn + "}")));
            world.disk()
                    .setMtime(
                            MigrationScene.sessions("main") + "/sessions.json",
                            world.time().moment().wall());
            world.live(Duration.ofSeconds(50));
            if (scene.has("main", "sessions.d")) {
                break;
            }
        }
        assertThat(world.events("store.migrate", "intent")).hasSizeLessThan(2);
        world.live(LONG);
        assertThat(scene.has("main", "sessions.json")).isFalse();
    }

    @Test
    void s56_of_keys_that_the_layout_takes_for_one_the_newest_stays_and_the_others_are_listed()
            throws Exception {
        Map<String, String> sessions =
                Map.of(
                        "agent:main:Main", "{\"updatedAt\":5,\"x\":\"newest\"}",
                        "agent:main:main", "{\"updatedAt\":4,\"x\":\"older\"}");
        scene.agent("main", index(new TreeMap<>(sessions)));

        world.live(LONG);

        assertThat(scene.read("main"))
                .isEqualTo(Map.of("agent:main:main", "{\"updatedAt\":5,\"x\":\"newest\"}"));
        assertThat(world.disk().paths().keySet())
                .anyMatch(file ->
                        file.contains("/sessions.d/conflict/")
                                && world.disk().isFile(file)
                                && world.disk().text(file).contains("older"));
        assertThat(only("store.migrate", "done").toString()).contains("put aside");
    }

    @Test
    void s57_beside_a_directory_of_the_gateway_only_what_it_lacks_is_added() throws Exception {
        String store = MigrationScene.sessions("main") + "/sessions.d";
        scene.agent("main", index(SESSIONS));
        world.disk().mkdirs(store);
        world.disk().file(store + "/agent%3Amain%3Amain.json", "{\"sessionId\":\"newer\"}");

        world.live(LONG);

        Map<String, String> expected = new TreeMap<>(SESSIONS);
        expected.put("agent:main:main", "{\"sessionId\":\"newer\"}");
        isMigrated("main", expected);
        assertThat(scene.backups()).hasSize(1);
    }

    @Test
    void s59_on_a_full_disk_the_single_file_stays_in_force_and_it_is_tried_again_later()
            throws Exception {
        scene.agent("main", index(SESSIONS));
        world.start();
        AtomicInteger refused = new AtomicInteger();
        world.disk()
                .before(operation -> {
                    boolean staging = operation.path().contains("/migrate/");
                    if (staging && List.of("write", "create").contains(operation.name())) {
                        refused.incrementAndGet();
                        throw new IOException("No space left on device");
                    }
                });

        world.live(LONG);

        assertThat(refused).hasPositiveValue();
        assertThat(scene.index("main")).isEqualTo(index(SESSIONS));
        assertThat(scene.has("main", "sessions.d")).isFalse();
        int tried = world.events("store.migrate", "failed").size();
        assertThat(tried).as("not at every sweep").isEqualTo(1);
        assertThat(world.events("store.migrate", "failed").getFirst().path("event").path("kind"))
                .hasToString("\"alert\"");

        world.disk().before(_ -> {});
        world.live(Duration.ofHours(2));
        isMigrated("main", SESSIONS);
    }

    @Test
    void s60_a_gateway_that_starts_meanwhile_stops_the_migration_before_it_takes_effect()
            throws Exception {
        scene.agent("main", index(SESSIONS));
        world.start();
        AtomicInteger started = new AtomicInteger();
        world.disk()
                .before(operation -> {
                    if (operation.path().contains("/migrate/") && started.getAndSet(1) == 0) {
                        world.gateway(7_777, Duration.ZERO);
                    }
                });

        world.live(Duration.ofMinutes(5));

        assertThat(started).hasValue(1);
        assertThat(scene.index("main")).isEqualTo(index(SESSIONS));
        assertThat(scene.has("main", "sessions.d")).isFalse();
        assertThat(message(world.events("store.migrate", "overtaken").getFirst()))
                .contains("a gateway was started meanwhile, pid 7777");
        // It reads directories, so the next try may go on beside it.
        world.live(Duration.ofHours(2));
        isMigrated("main", SESSIONS);
    }

    @Test
    void s62_an_index_with_a_key_twice_is_refused_and_told_not_at_every_sweep() throws Exception {
        String twice = "{\"agent:a\":{\"n\":1},\"agent:a\":{\"n\":2}}";
        scene.agent("main", twice);

        world.live(LONG);

        assertThat(scene.index("main")).isEqualTo(twice);
        assertThat(scene.has("main", "sessions.d")).isFalse();
        assertThat(world.events("store.migrate", "refused")).hasSize(1);
    }

    @Test
    void s13_a_writer_that_comes_in_between_is_not_overwritten_and_nothing_is_lost()
            throws Exception {
        String later = index(Map.of("agent:main:main", "{\"sessionId\":\"later\"}"));
        scene.agent("main", index(SESSIONS));
        world.start();
        AtomicInteger written = new AtomicInteger();
        world.disk()
                .before(operation -> {
                    boolean commits =
                            operation.name().equals("rename")
                                    && operation.path().contains("/migrate/")
                                    && operation.path().endsWith("/sessions.d");
                    if (commits && written.getAndSet(1) == 0) {
                        world.disk()
                                .file(MigrationScene.sessions("main") + "/sessions.json", later);
                    }
                });

        world.live(LONG);

        Map<String, String> expected = new TreeMap<>(SESSIONS);
        expected.put("agent:main:main", "{\"sessionId\":\"later\"}");
        assertThat(written).as("the writer came").hasValue(1);
        isMigrated("main", expected);
        assertThat(world.events("store.conflict", "intent")).isNotEmpty();
        assertThat(scene.backups()).hasSize(1);
    }

    @Test
    void s61_every_agents_store_stands_for_itself() throws Exception {
        scene.agent("main", index(SESSIONS)).agent("ops", "{\"a\":").agent("qa", index(SESSIONS));

        world.live(LONG);

        isMigrated("main", SESSIONS);
        isMigrated("qa", SESSIONS);
        assertThat(scene.index("ops")).isEqualTo("{\"a\":");
        assertThat(world.events("store.migrate", "done")).hasSize(2);
        assertThat(world.events("store.migrate", "observed"))
                .singleElement()
                .satisfies(event ->
                        assertThat(MigrationScene.reason(event)).isEqualTo("skipped_invalid"));
    }

    @Test
    void s61_more_stores_than_one_sweep_takes_are_all_migrated() throws Exception {
        int agents = 2 * LegacyStores.MOST_AT_ONCE + 1;
        for (int i = 0; i < agents; i++) {
            scene.agent("a" + i, index(Map.of("agent:a:" + i, "{\"i\":" + i + "}")));
        }
        world.live(LONG);
        assertThat(world.events("store.migrate", "done")).hasSize(agents);
        assertThat(scene.backups()).hasSize(agents);
    }

    @Test
    void a_sibling_that_was_written_to_since_shows_that_the_gateway_reads_directories()
            throws Exception {
        scene.agent("main", index(SESSIONS));
        world.live(LONG);
        isMigrated("main", SESSIONS);
        world.kill().configured(Configs.defaults());
        scene.agent("ops", index(SESSIONS));

        world.live(LONG);
        assertThat(scene.has("ops", "sessions.json")).as("nobody wrote to it yet").isTrue();

        world.time().advance(Duration.ofMinutes(5));
        String store = MigrationScene.sessions("main") + "/sessions.d";
        world.disk().file(store + "/agent%3Amain%3Anew.json", "{\"sessionId\":\"n\"}");
        world.processes().unseenGateway("a process does not show what it is");
        world.live(LONG);
        assertThat(scene.has("ops", "sessions.json")).as("a gateway may run").isTrue();

        world.processes().noUnseenGateway();
        world.gateway(4_242, Duration.ofHours(9));
        world.live(LONG);
        assertThat(scene.has("ops", "sessions.json")).as("a gateway runs").isTrue();

        world.processes().noGateways();
        world.live(LONG);
        isMigrated("ops", SESSIONS);
    }

    @Test
    void a_single_file_that_comes_back_beside_a_migrated_store_is_an_alert() throws Exception {
        scene.agent("main", index(SESSIONS));
        world.live(LONG);
        world.kill().configured(Configs.defaults());
        scene.agent("main", "{\"agent:main:main\":{\"sessionId\":\"new\"}}");
        SortedMap<String, String> before = world.gatewaysFiles();

        world.live(LONG);

        assertThat(world.gatewaysFiles()).isEqualTo(before);
        JsonNode alert = only("store.conflict", "observed");
        assertThat(alert.path("event").path("kind").asString("")).isEqualTo("alert");
        assertThat(MigrationScene.reason(alert)).isEqualTo("single file beside a directory store");
    }

    @Test
    void a_single_file_that_comes_back_where_directories_are_read_is_brought_in() throws Exception {
        scene.agent("main", index(SESSIONS));
        world.live(LONG);
        Map<String, String> back = Map.of("agent:main:added", "{\"sessionId\":\"added\"}");
        scene.agent("main", index(back));

        world.live(LONG);

        Map<String, String> both = new TreeMap<>(SESSIONS);
        both.putAll(back);
        isMigrated("main", both);
        assertThat(scene.backups()).hasSize(2);
    }
}
