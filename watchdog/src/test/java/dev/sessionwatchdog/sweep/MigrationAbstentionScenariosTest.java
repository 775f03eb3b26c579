package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.sim.Configs;
import dev.sessionwatchdog.sim.World;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The scenarios in which a legacy store is left alone, by their number.
class MigrationAbstentionScenariosTest {

    private static final Duration OLD = Duration.ofHours(5);
    private static final Duration LONG = Duration.ofHours(2);
    private static final String NO_READER = "gateway not known to read sessions.d";

    private final World world = World.seeded(53);

    @AfterEach
    void the_log_holds() {
        assertThat(world.verify().sound()).as("%s", world.verify()).isTrue();
        assertThat(world.verify().openIntents()).isEmpty();
    }

    private static World store(World world) {
        return world.session("sessions.json", "{\"agent:main:main\":{\"sessionId\":\"a\"}}", OLD);
    }

    private Facts index() throws IOException {
        try (SimulatedRoot root = SimulatedRoot.open(world.disk(), World.SESSIONS);
                Directory store = root.open(Place.TOP)) {
            return store.look(new Name("sessions.json")).orElseThrow();
        }
    }

    private List<JsonNode> abstained() {
        return world.events("store.migrate", "observed");
    }

    private static String reason(JsonNode event) {
        return event.path("event").path("reason").asString("");
    }

    @Test
    void s53_a_stock_gateways_store_keeps_its_inode_times_links_and_bytes_and_is_told_once()
            throws Exception {
        store(world);
        world.gateway(4242, Duration.ofHours(9));
        Facts before = index();
        SortedMap<String, String> files = world.gatewaysFiles();

        world.live(LONG);

        assertThat(index()).isEqualTo(before);
        assertThat(world.gatewaysFiles()).isEqualTo(files);
        assertThat(world.has("sessions.d")).isFalse();
        assertThat(abstained())
                .singleElement()
                .satisfies(event -> {
                    assertThat(reason(event)).isEqualTo(NO_READER);
                    assertThat(event.path("rule").path("id").asString(""))
                            .isEqualTo("store.legacy");
                    assertThat(event.path("rule").path("verdict").asString("")).isEqualTo("keep");
                    assertThat(event.path("message").asString(""))
                            .contains("abstain: " + NO_READER);
                    assertThat(event.path("labels").path("store.1").asString(""))
                            .isEqualTo("agents/main/sessions");
                });
        assertThat(world.events("store.migrate", "intent")).isEmpty();
    }

    @Test
    void s53_each_change_of_the_reason_is_told_once() throws Exception {
        store(world);
        world.live(LONG);
        world.kill();
        world.configured(Configs.withReads(Configs.defaults(), Config.GatewayReads.SINGLE_FILE));
        world.live(LONG);
        assertThat(abstained())
                .extracting(MigrationAbstentionScenariosTest::reason)
                .containsExactly(NO_READER, "gateway_reads: single-file");

        world.disk().mkdirs(World.SESSIONS + "/sessions.d");
        world.live(LONG);
        assertThat(abstained()).hasSize(2);
    }

    @Test
    void s62_an_empty_or_invalid_index_is_skipped_and_told_where_the_gateway_reads_directories()
            throws Exception {
        world.configured(Configs.withReads(Configs.defaults(), Config.GatewayReads.DIRECTORY));
        for (String content : List.of("", "[]", "{\"a\":")) {
            world.session("sessions.json", content, OLD);
            Facts before = index();
            world.live(LONG);
            assertThat(index()).isEqualTo(before);
            assertThat(reason(abstained().getLast()))
                    .isEqualTo(content.isEmpty() ? "skipped_empty" : "skipped_invalid");
        }
        assertThat(abstained()).hasSize(2);
        assertThat(world.events("store.corrupt", "observed")).isNotEmpty();
        assertThat(world.events("store.migrate", "intent")).isEmpty();
    }

    @Test
    void s63_a_store_that_is_shared_or_linked_is_refused() throws Exception {
        world.configured(Configs.withReads(Configs.defaults(), Config.GatewayReads.DIRECTORY));
        store(world);
        world.disk().setMode(World.SESSIONS + "/sessions.json", 0660);
        SortedMap<String, String> files = world.gatewaysFiles();

        world.live(LONG);

        assertThat(world.gatewaysFiles()).isEqualTo(files);
        assertThat(world.events("store.migrate", "refused"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(reason(event)).isEqualTo("index refused");
                    assertThat(event.path("message").asString("")).contains("writable by others");
                });
    }

    @Test
    void s52_nothing_is_migrated_while_the_gateway_upgrades_or_after_it_did() throws Exception {
        world.configured(Configs.withReads(Configs.defaults(), Config.GatewayReads.DIRECTORY));
        store(world);
        world.disk().mkdirs(World.ROOT + "/session-sqlite-migration-runs");
        Facts before = index();
        SortedMap<String, String> files = world.gatewaysFiles();

        world.live(LONG);

        assertThat(index()).isEqualTo(before);
        assertThat(world.gatewaysFiles()).isEqualTo(files);
        assertThat(world.events("store.upgrading", "observed")).hasSize(1);
        assertThat(world.events("store.migrate", "intent")).isEmpty();
    }

    @Test
    void migrate_enabled_false_says_and_does_nothing() throws Exception {
        Config.Migrate plain = Configs.defaults().migrate();
        world.configured(
                Configs.withMigrate(
                        Configs.withReads(Configs.defaults(), Config.GatewayReads.DIRECTORY),
                        new Config.Migrate(
                                false, plain.layout(), plain.keepBackup(), plain.maxStoreSize())));
        store(world);
        SortedMap<String, String> files = world.gatewaysFiles();
        world.live(LONG);
        assertThat(world.gatewaysFiles()).isEqualTo(files);
        assertThat(
                        world.events().stream()
                                .filter(event ->
                                        event.path("event")
                                                .path("action")
                                                .asString("")
                                                .equals("store.migrate")))
                .isEmpty();
    }
}
