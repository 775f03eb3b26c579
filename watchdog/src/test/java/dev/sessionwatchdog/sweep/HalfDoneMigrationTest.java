package dev.sessionwatchdog.sweep;

import static dev.sessionwatchdog.sweep.MigrationScene.LONG;
import static dev.sessionwatchdog.sweep.MigrationScene.SESSIONS;
import static dev.sessionwatchdog.sweep.MigrationScene.folded;
import static dev.sessionwatchdog.sweep.MigrationScene.index;
import static dev.sessionwatchdog.sweep.MigrationScene.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.sim.Configs;
import dev.sessionwatchdog.sim.World;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.sim.SimulatedCrash;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a start does with a migration or a roll-back that was interrupted, when by then something
/// speaks against it: the configuration, the gateway's own upgrade, or that nothing is to be done.
class HalfDoneMigrationTest {

    private final World world = World.seeded(585);
    private final MigrationScene scene = new MigrationScene(world);

    @AfterEach
    void the_log_holds() {
        assertThat(world.verify().sound()).as("%s", world.verify()).isTrue();
        assertThat(world.verify().openIntents()).isEmpty();
    }

    private Reply rollsBack() throws Exception {
        return world.daemon()
                .guard()
                .answer(
                        JsonMapper.shared()
                                .createObjectNode()
                                .put("verb", "migrate.rollback")
                                .put("store", "agents/main/sessions"),
                        new Permission.Granted());
    }

    /// The single file is published, and the directory still stands beside it.
    private void rollsBackUntilItIsPublished() throws Exception {
        scene.agent("main", index(SESSIONS));
        world.live(LONG);
        scene.crashesAt(MigrationScene::shelves);
        assertThatThrownBy(this::rollsBack).isInstanceOf(SimulatedCrash.class);
        world.kill();
        assertThat(scene.has("main", "sessions.json")).isTrue();
        assertThat(scene.has("main", "sessions.d")).isTrue();
    }

    private static Config observing() {
        return Configs.withReads(Configs.observing(), Config.GatewayReads.DIRECTORY);
    }

    private static Config switchedOff() {
        Config plain = MigrationScene.reading();
        Config.Migrate migrate = plain.migrate();
        return Configs.withMigrate(
                plain,
                new Config.Migrate(
                        false, migrate.layout(), migrate.keepBackup(), migrate.maxStoreSize()));
    }

    private void staysInTheSingleFile(Config changed) throws Exception {
        scene.migratesUntil(MigrationScene::commits);
        world.configured(changed).start();

        assertThat(world.verify().openIntents()).isEmpty();
        assertThat(world.events("store.migrate", "overtaken"))
                .singleElement()
                .satisfies(event ->
                        assertThat(message(event)).contains("the single file is in force"));
        world.live(LONG);
        assertThat(scene.index("main")).isEqualTo(index(SESSIONS));
        assertThat(scene.has("main", "sessions.d")).isFalse();
    }

    @Test
    void a_whole_copy_takes_no_effect_at_a_start_if_the_gateway_reads_single_files_by_then()
            throws Exception {
        staysInTheSingleFile(
                Configs.withReads(Configs.defaults(), Config.GatewayReads.SINGLE_FILE));
    }

    @Test
    void a_whole_copy_takes_no_effect_at_a_start_if_nothing_shows_a_reader_by_then()
            throws Exception {
        staysInTheSingleFile(Configs.defaults());
    }

    @Test
    void a_whole_copy_takes_no_effect_at_a_start_if_migration_is_switched_off_by_then()
            throws Exception {
        staysInTheSingleFile(switchedOff());
    }

    @Test
    void a_roll_back_that_was_interrupted_waits_for_the_end_of_a_pause() throws Exception {
        rollsBackUntilItIsPublished();
        Instant now = world.time().moment().wall();
        try (Root root = SimulatedRoot.open(world.disk(), World.ROOT)) {
            new Pause(now, now.plus(Duration.ofHours(2)), "a test").begin(root);
        }

        world.live(Duration.ofHours(1));
        assertThat(scene.has("main", "sessions.d")).isTrue();

        world.live(Duration.ofHours(2));
        assertThat(scene.has("main", "sessions.d")).isFalse();
        assertThat(scene.index("main")).isEqualTo(index(SESSIONS));
    }

    @Test
    void a_whole_copy_goes_on_by_the_rule_after_two_looks() throws Exception {
        scene.migratesUntil(MigrationScene::commits);
        world.start();
        assertThat(scene.has("main", "sessions.d")).as("no look was taken yet").isFalse();

        world.live(LONG);

        assertThat(scene.read("main")).isEqualTo(folded(SESSIONS));
        assertThat(scene.has("main", "sessions.json")).isFalse();
    }

    @Test
    void a_whole_copy_of_a_file_that_was_lost_meanwhile_is_kept() throws Exception {
        scene.migratesUntil(MigrationScene::commits);
        String anew = index(Map.of("agent:main:anew", "{\"sessionId\":\"anew\"}"));
        scene.agent("main", anew);

        world.live(LONG);

        assertThat(scene.read("main").keySet()).containsExactly("agent:main:anew");
        List<String> kept =
                world.disk().paths().keySet().stream()
                        .filter(path -> path.startsWith(World.ROOT + "/.session-watchdog/backups/"))
                        .filter(world.disk()::isFile)
                        .map(world.disk()::text)
                        .toList();
        assertThat(kept).containsAll(SESSIONS.values()).contains(anew);
    }

    @Test
    void a_single_file_is_not_retired_at_a_start_in_observe_and_a_person_is_told()
            throws Exception {
        scene.migratesUntil(MigrationScene::retires);
        SortedMap<String, String> before = world.gatewaysFiles();

        world.configured(observing()).live(LONG);

        assertThat(world.gatewaysFiles()).isEqualTo(before);
        JsonNode told = world.events("store.migrate", "indeterminate").getFirst();
        assertThat(message(told)).contains("half done").contains("mode: observe");
        assertThat(told.path("event").path("kind").asString("")).isEqualTo("alert");

        world.kill().configured(MigrationScene.reading()).live(LONG);
        assertThat(scene.has("main", "sessions.json")).isFalse();
        assertThat(scene.read("main")).isEqualTo(folded(SESSIONS));
    }

    @Test
    void a_roll_back_does_not_go_on_at_a_start_in_observe() throws Exception {
        rollsBackUntilItIsPublished();
        SortedMap<String, String> before = world.gatewaysFiles();

        world.configured(observing()).live(LONG);

        assertThat(world.gatewaysFiles()).isEqualTo(before);
        assertThat(message(world.events("store.rollback", "indeterminate").getFirst()))
                .contains("mode: observe");
    }

    @Test
    void a_roll_back_does_not_go_on_while_the_gateway_upgrades_and_does_afterwards()
            throws Exception {
        rollsBackUntilItIsPublished();
        world.disk().mkdirs(World.ROOT + "/session-sqlite-migration-runs");
        SortedMap<String, String> before = world.gatewaysFiles();

        world.live(LONG);
        assertThat(world.gatewaysFiles()).isEqualTo(before);

        world.disk().remove(World.ROOT + "/session-sqlite-migration-runs");
        world.live(LONG);
        assertThat(scene.has("main", "sessions.d")).isFalse();
        assertThat(scene.index("main")).isEqualTo(index(SESSIONS));
    }

    @Test
    void an_interrupted_roll_back_goes_on_at_the_next_start() throws Exception {
        rollsBackUntilItIsPublished();

        world.start();

        assertThat(scene.has("main", "sessions.d")).isFalse();
        assertThat(world.events("store.rollback", "done")).isNotEmpty();
        world.live(Duration.ofHours(2));
        assertThat(scene.index("main")).isEqualTo(index(SESSIONS));
    }

    @Test
    void a_roll_back_that_is_given_up_at_a_start_leaves_no_mark_that_it_was_taken_back()
            throws Exception {
        scene.agent("main", index(SESSIONS));
        world.live(LONG);
        scene.crashesAt(operation ->
                operation.name().equals("rename")
                        && operation.path().contains("/migrate/")
                        && operation.path().endsWith("/sessions.json"));
        assertThatThrownBy(this::rollsBack).isInstanceOf(SimulatedCrash.class);
        world.kill();
        assertThat(takenBack()).isTrue();
        world.gateway(4_242, Duration.ofHours(1));

        world.start();

        assertThat(scene.read("main")).isEqualTo(folded(SESSIONS));
        assertThat(scene.has("main", "sessions.d/.manifest.json")).isTrue();
        assertThat(takenBack()).isFalse();
    }

    private boolean takenBack() {
        return world.disk().paths().keySet().stream()
                .anyMatch(path ->
                        path.startsWith(World.ROOT + "/.session-watchdog/taken-back/")
                                && world.disk().isFile(path));
    }
}
