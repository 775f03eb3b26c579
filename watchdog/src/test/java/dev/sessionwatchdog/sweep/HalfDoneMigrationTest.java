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
import dev.sessionwatchdog.store.sim.Operation;
import dev.sessionwatchdog.store.sim.SimulatedCrash;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a start does with a migration or a roll-back that was interrupted, when by then something
/// speaks against it: the configuration, the gateway's own upgrade, or that nothing is to be done.
class HalfDoneMigrationTest {

    private static final Predicate<Operation> COMMIT =
            operation ->
                    operation.name().equals("rename")
                            && operation.path().contains("/migrate/")
                            && operation.path().endsWith("/sessions.d");
    private static final Predicate<Operation> RETIRE = renames("/sessions/sessions.json");
    private static final Predicate<Operation> SHELVE = renames("/sessions/sessions.d");

    private final World world = World.seeded(585);
    private final MigrationScene scene = new MigrationScene(world);

    private static Predicate<Operation> renames(String path) {
        return operation -> operation.name().equals("rename") && operation.path().endsWith(path);
    }

    @AfterEach
    void the_log_holds() {
        assertThat(world.verify().sound()).as("%s", world.verify()).isTrue();
        assertThat(world.verify().openIntents()).isEmpty();
    }

    private void crashesAt(Predicate<Operation> step) {
        world.disk()
                .before(operation -> {
                    if (step.test(operation)) {
                        throw new SimulatedCrash(operation.toString());
                    }
                });
    }

    private void migratesUntil(Predicate<Operation> step) throws Exception {
        scene.agent("main", index(SESSIONS));
        world.start();
        crashesAt(step);
        assertThatThrownBy(() -> world.live(LONG)).isInstanceOf(SimulatedCrash.class);
        world.kill();
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
        crashesAt(SHELVE);
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
        migratesUntil(COMMIT);
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
    void a_whole_copy_goes_on_by_the_rule_after_two_looks() throws Exception {
        migratesUntil(COMMIT);
        world.start();
        assertThat(scene.has("main", "sessions.d")).as("no look was taken yet").isFalse();

        world.live(LONG);

        assertThat(scene.read("main")).isEqualTo(folded(SESSIONS));
        assertThat(scene.has("main", "sessions.json")).isFalse();
    }

    @Test
    void a_single_file_is_not_retired_at_a_start_in_observe_and_a_person_is_told()
            throws Exception {
        migratesUntil(RETIRE);
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

    /// The gateway writes just before the file is retired; that it was put back cannot be made
    /// durable.
    private String lateWriterIsCapturedAndTheDiskFails() throws Exception {
        String late = index(Map.of("agent:main:late", "{\"sessionId\":\"late\"}"));
        scene.agent("main", index(SESSIONS));
        world.start();
        AtomicInteger phase = new AtomicInteger();
        world.disk()
                .before(operation -> {
                    if (RETIRE.test(operation) && phase.compareAndSet(0, 1)) {
                        world.disk().file(MigrationScene.sessions("main") + "/sessions.json", late);
                    } else if (phase.get() == 1
                            && operation.name().equals("sync-directory")
                            && operation.path().endsWith("/sessions")) {
                        phase.set(2);
                        throw new IOException("Input/output error");
                    }
                });
        for (int look = 0; look < 40 && phase.get() < 2; look++) {
            world.live(Duration.ofSeconds(30));
        }
        assertThat(phase).as("the file was captured, and the sync failed").hasValue(2);
        assertThat(scene.has("main", "sessions.json")).as("it was not put back").isFalse();
        return "agent:main:late";
    }

    private void bothAreThere(String late) throws Exception {
        Map<String, String> both = new TreeMap<>(SESSIONS);
        both.put(late, "{\"sessionId\":\"late\"}");
        assertThat(scene.read("main")).isEqualTo(folded(both));
        assertThat(scene.has("main", "sessions.json")).isFalse();
    }

    @Test
    void a_late_writers_file_that_was_captured_is_brought_in_although_no_index_stands_there()
            throws Exception {
        String late = lateWriterIsCapturedAndTheDiskFails();
        world.live(Duration.ofHours(2));
        bothAreThere(late);
    }

    @Test
    void a_late_writers_file_that_was_captured_is_found_by_the_next_daemon_without_an_open_intent()
            throws Exception {
        String late = lateWriterIsCapturedAndTheDiskFails();
        assertThat(world.events("store.migrate", "indeterminate")).isNotEmpty();
        assertThat(world.verify().openIntents()).isEmpty();
        world.kill().live(LONG);
        bothAreThere(late);
    }

    @Test
    void a_commit_that_a_power_cut_took_back_is_made_again_although_nothing_names_the_store()
            throws Exception {
        scene.agent("main", index(SESSIONS));
        world.live(LONG);
        world.kill();
        String backup = scene.backups().firstKey();
        String id = backup.split("/backups/", -1)[1].split("/", -1)[0];
        String staging = World.ROOT + "/.session-watchdog/migrate/" + id;
        world.disk().mkdirs(staging);
        world.disk()
                .rename(MigrationScene.sessions("main") + "/sessions.d", staging + "/sessions.d");

        world.live(LONG);

        assertThat(scene.read("main")).isEqualTo(folded(SESSIONS));
        assertThat(world.events("store.migrate", "done")).hasSize(2);
    }

    @Test
    void a_roll_back_that_is_given_up_at_a_start_leaves_no_mark_that_it_was_taken_back()
            throws Exception {
        scene.agent("main", index(SESSIONS));
        world.live(LONG);
        crashesAt(operation ->
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

    @Test
    void what_fails_to_be_finished_is_not_tried_in_every_sweep_nor_told_each_time()
            throws Exception {
        migratesUntil(RETIRE);
        AtomicInteger tries = new AtomicInteger();
        world.disk()
                .before(operation -> {
                    if (RETIRE.test(operation)) {
                        tries.incrementAndGet();
                        throw new IOException("Input/output error");
                    }
                });
        world.live(Duration.ofHours(3));
        assertThat(tries.get()).isBetween(2, 5);

        world.disk().before(_ -> {});
        world.live(Duration.ofHours(2));
        assertThat(scene.has("main", "sessions.json")).isFalse();
        assertThat(scene.read("main")).isEqualTo(folded(SESSIONS));
    }

    @Test
    void a_lock_that_stays_is_not_met_with_a_new_copy_of_the_store_in_every_sweep()
            throws Exception {
        world.configured(
                Configs.withReads(Configs.reportingLocks(), Config.GatewayReads.DIRECTORY));
        scene.agent("main", index(SESSIONS));
        String lock = MigrationScene.sessions("main") + "/sessions.json.lock";
        world.disk().file(lock, "{\"pid\":4711,\"createdAt\":\"2026-05-31T21:00:00.000Z\"}");

        world.live(Duration.ofHours(6));

        assertThat(world.events("store.migrate", "intent")).hasSizeBetween(1, 9);
        assertThat(scene.index("main")).isEqualTo(index(SESSIONS));
        world.disk().remove(lock);
        world.live(Duration.ofHours(2));
        assertThat(scene.read("main")).isEqualTo(folded(SESSIONS));
    }
}
