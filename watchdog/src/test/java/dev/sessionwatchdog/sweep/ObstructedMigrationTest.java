package dev.sessionwatchdog.sweep;

import static dev.sessionwatchdog.sweep.MigrationScene.LONG;
import static dev.sessionwatchdog.sweep.MigrationScene.SESSIONS;
import static dev.sessionwatchdog.sweep.MigrationScene.folded;
import static dev.sessionwatchdog.sweep.MigrationScene.index;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.sim.Configs;
import dev.sessionwatchdog.sim.World;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Migrations of which a step fails or is in the way: what is half done is found again, and nothing
/// is tried in every sweep.
class ObstructedMigrationTest {

    private final World world = World.seeded(586);
    private final MigrationScene scene = new MigrationScene(world);

    @AfterEach
    void the_log_holds() {
        assertThat(world.verify().sound()).as("%s", world.verify()).isTrue();
        assertThat(world.verify().openIntents()).isEmpty();
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
                    if (MigrationScene.retires(operation) && phase.compareAndSet(0, 1)) {
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
    void a_captured_file_whose_directory_was_removed_is_a_backup_and_never_comes_over_newer_ones()
            throws Exception {
        String late = lateWriterIsCapturedAndTheDiskFails();
        world.kill();
        String newest = "{\"sessionId\":\"newest\"}";
        world.disk().remove(MigrationScene.sessions("main") + "/sessions.d");
        scene.agent("main", index(Map.of(late, newest)));

        world.live(LONG);

        assertThat(scene.read("main")).isEqualTo(Map.of(late, newest));
        assertThat(scene.backups().values())
                .anyMatch(backup -> backup.contains("\"sessionId\":\"late\""));
        assertThat(world.disk().paths().keySet()).noneMatch(path -> path.endsWith(".captured"));
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
    void what_fails_to_be_finished_is_not_tried_in_every_sweep_nor_told_each_time()
            throws Exception {
        scene.migratesUntil(MigrationScene::retires);
        AtomicInteger tries = new AtomicInteger();
        world.disk()
                .before(operation -> {
                    if (MigrationScene.retires(operation)) {
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
    void beside_a_lock_that_stays_nothing_is_copied_and_that_is_told_once() throws Exception {
        world.configured(
                Configs.withReads(Configs.reportingLocks(), Config.GatewayReads.DIRECTORY));
        scene.agent("main", index(SESSIONS));
        String lock = MigrationScene.sessions("main") + "/sessions.json.lock";
        world.disk().file(lock, "{\"pid\":4711,\"createdAt\":\"2026-05-31T21:00:00.000Z\"}");
        world.start();
        AtomicInteger copied = new AtomicInteger();
        world.disk()
                .before(operation -> {
                    if (operation.name().equals("create")
                            && operation.path().contains("/migrate/")) {
                        copied.incrementAndGet();
                    }
                });

        world.live(Duration.ofHours(6));

        assertThat(copied).hasValue(0);
        assertThat(world.events("store.migrate", "overtaken"))
                .singleElement()
                .satisfies(event ->
                        assertThat(MigrationScene.message(event)).contains("sessions.json.lock"));
        world.disk().remove(lock);
        world.live(Duration.ofHours(2));
        assertThat(scene.read("main")).isEqualTo(folded(SESSIONS));
    }

    @Test
    void what_is_overtaken_again_and_again_is_tried_more_and_more_seldom() throws Exception {
        scene.agent("main", index(SESSIONS));
        world.start();
        AtomicInteger started = new AtomicInteger();
        world.disk()
                .before(operation -> {
                    if (operation.name().equals("write")
                            && operation.path().contains("/migrate/")) {
                        world.gateway(7_000 + started.incrementAndGet(), Duration.ZERO);
                    }
                });

        world.live(Duration.ofHours(6));

        assertThat(world.events("store.migrate", "overtaken")).hasSizeBetween(5, 9);
        assertThat(scene.index("main")).isEqualTo(index(SESSIONS));
        world.disk().before(_ -> {});
        world.live(Duration.ofHours(2));
        assertThat(scene.read("main")).isEqualTo(folded(SESSIONS));
    }
}
