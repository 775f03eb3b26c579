package dev.sessionwatchdog.sweep;

import static dev.sessionwatchdog.sweep.MigrationScene.LONG;
import static dev.sessionwatchdog.sweep.MigrationScene.SESSIONS;
import static dev.sessionwatchdog.sweep.MigrationScene.folded;
import static dev.sessionwatchdog.sweep.MigrationScene.index;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.sim.Configs;
import dev.sessionwatchdog.sim.World;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// What a sibling that is a directory store shows of its reader, and what it does not.
class ReaderEvidenceScenariosTest {

    private static final String STORE = MigrationScene.sessions("main") + "/sessions.d";

    private final World world = World.seeded(613);
    private final MigrationScene scene = new MigrationScene(world);

    @AfterEach
    void the_log_holds() {
        assertThat(world.verify().sound()).as("%s", world.verify()).isTrue();
        assertThat(world.verify().openIntents()).isEmpty();
    }

    /// These are migrated, the configuration says nothing any more, and another store appears.
    private void aLegacyStoreBeside(String... migrated) throws Exception {
        for (String agent : migrated) {
            scene.agent(agent, index(SESSIONS));
        }
        world.live(LONG);
        for (String agent : migrated) {
            assertThat(scene.has(agent, "sessions.json")).isFalse();
        }
        world.kill().configured(Configs.defaults());
        scene.agent("ops", index(SESSIONS));
        world.time().advance(Duration.ofMinutes(5));
    }

    private void opsStaysAsItIs() throws Exception {
        world.live(LONG);
        assertThat(scene.index("ops")).isEqualTo(index(SESSIONS));
        assertThat(scene.has("ops", "sessions.d")).isFalse();
    }

    @Test
    void that_a_file_in_its_directory_was_removed_or_touched_shows_no_reader() throws Exception {
        aLegacyStoreBeside("main");
        world.disk().file(STORE + "/notes.txt", "a person's");
        world.disk().remove(STORE + "/notes.txt");
        world.disk().setMtime(STORE + "/agent%3Amain%3Amain.json", world.time().moment().wall());
        opsStaysAsItIs();
    }

    @Test
    void a_roll_back_that_was_given_up_because_a_gateway_started_shows_no_reader()
            throws Exception {
        aLegacyStoreBeside("main");
        world.start();
        AtomicInteger marked = new AtomicInteger();
        world.disk()
                .before(operation -> {
                    if (operation.name().equals("rename")
                            && operation.path().endsWith("/.manifest.json")
                            && marked.getAndIncrement() == 0) {
                        world.gateway(4_242, Duration.ZERO);
                    }
                });
        Reply given =
                world.daemon()
                        .guard()
                        .answer(
                                JsonMapper.shared()
                                        .createObjectNode()
                                        .put("verb", "migrate.rollback")
                                        .put("store", "agents/main/sessions"),
                                new Permission.Granted());
        assertThat(given.message()).contains("1 gateway running");
        assertThat(marked).as("it had begun").hasPositiveValue();
        world.processes().noGateways();
        opsStaysAsItIs();
    }

    @Test
    void a_sibling_that_cannot_be_read_hides_nothing_of_the_others() throws Exception {
        aLegacyStoreBeside("aaa", "main");
        world.disk().file(STORE + "/agent%3Amain%3Anew.json", "{\"sessionId\":\"n\"}");
        String broken = MigrationScene.sessions("aaa") + "/sessions.d";
        world.disk().setMtime(broken + "/agent%3Amain%3Amain.json", world.time().moment().wall());
        AtomicInteger failed = new AtomicInteger();
        world.disk()
                .before(operation -> {
                    if (operation.name().equals("list") && operation.path().endsWith(broken)) {
                        failed.incrementAndGet();
                        throw new IOException("Input/output error");
                    }
                });

        world.live(LONG);

        assertThat(failed).as("it was asked first").hasPositiveValue();
        assertThat(scene.read("ops")).isEqualTo(folded(SESSIONS));
        assertThat(scene.has("ops", "sessions.json")).isFalse();
    }

    @Test
    void the_sibling_is_read_once_and_not_in_every_sweep() throws Exception {
        aLegacyStoreBeside("main");
        world.disk().setMtime(STORE + "/agent%3Amain%3Amain.json", world.time().moment().wall());
        AtomicInteger lists = new AtomicInteger();
        world.disk()
                .before(operation -> {
                    if (operation.name().equals("list") && operation.path().endsWith(STORE)) {
                        lists.incrementAndGet();
                    }
                });
        world.live(LONG);
        int first = lists.get();
        world.live(Duration.ofHours(5));
        assertThat(lists).as("after %s in the first half hour", first).hasValue(first);
        assertThat(first).isPositive();
    }
}
