package dev.sessionwatchdog.sweep;

import static dev.sessionwatchdog.sweep.MigrationScene.LONG;
import static dev.sessionwatchdog.sweep.MigrationScene.SESSIONS;
import static dev.sessionwatchdog.sweep.MigrationScene.folded;
import static dev.sessionwatchdog.sweep.MigrationScene.index;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.sim.Configs;
import dev.sessionwatchdog.sim.World;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What people ask of migrations, by the requests that the verbs leave.
class MigrationDeskTest {

    private static final String STORE = "agents/main/sessions";
    private static final Permission GRANTED = new Permission.Granted();

    private final World world = World.seeded(64);
    private final MigrationScene scene = new MigrationScene(world);

    @AfterEach
    void the_log_holds() {
        assertThat(world.verify().sound()).as("%s", world.verify()).isTrue();
        assertThat(world.verify().openIntents()).isEmpty();
    }

    private Reply ask(String verb, Map<String, String> more) throws Exception {
        return ask(verb, more, GRANTED);
    }

    private Reply ask(String verb, Map<String, String> more, Permission permission)
            throws Exception {
        ObjectNode request = JsonMapper.shared().createObjectNode();
        request.put("verb", verb).put("store", STORE);
        more.forEach(request::put);
        return world.daemon().guard().answer(request, permission);
    }

    private JsonNode row() throws Exception {
        return ask("migrate.status", Map.of()).data().orElseThrow().path("stores").path(0);
    }

    private Reply runUntilDecided() throws Exception {
        Reply reply = ask("migrate.run", Map.of());
        for (int look = 0; look < 5 && reply.kind() == Reply.Kind.AGAIN; look++) {
            Duration wait =
                    Duration.ofMillis(reply.data().orElseThrow().path("after_ms").asLong() + 50);
            world.daemon().guard().sweeping().promise(wait, Duration.ZERO);
            world.time().advance(wait);
            reply = ask("migrate.run", Map.of());
        }
        return reply;
    }

    @Test
    void a_plan_counts_and_changes_nothing() throws Exception {
        scene.agent("main", index(SESSIONS));
        world.live(Duration.ofSeconds(5));
        SortedMap<String, String> before = world.gatewaysFiles();

        JsonNode plan = ask("migrate.plan", Map.of()).data().orElseThrow().path("plan");

        assertThat(plan.path("sessions").asInt()).isEqualTo(3);
        assertThat(plan.path("entries").asInt()).isEqualTo(3);
        assertThat(plan.path("cut_names").asInt()).isEqualTo(1);
        assertThat(plan.path("bytes").asLong()).isEqualTo(index(SESSIONS).length());
        assertThat(plan.path("obstacles")).isEmpty();
        assertThat(plan.path("verdict").asString("")).isEqualTo("waiting");
        assertThat(world.gatewaysFiles()).isEqualTo(before);
    }

    @Test
    void by_hand_the_same_gate_holds() throws Exception {
        world.configured(Configs.defaults());
        scene.agent("main", index(SESSIONS));
        world.live(LONG);
        SortedMap<String, String> before = world.gatewaysFiles();

        Reply unread = ask("migrate.run", Map.of());
        assertThat(unread.kind()).isEqualTo(Reply.Kind.REFUSED);
        assertThat(unread.message()).contains("gateway not known to read sessions.d");
        Reply observing = ask("migrate.run", Map.of(), new Permission.Withheld("mode: observe"));
        assertThat(observing.message()).contains("mode: observe");
        assertThat(world.gatewaysFiles()).isEqualTo(before);
        assertThat(row().path("reason").asString(""))
                .isEqualTo("gateway not known to read sessions.d");
    }

    @Test
    void no_key_of_a_session_is_written_down_when_they_are_to_be_hashed() throws Exception {
        String torn = MigrationScene.sessions("main") + "/sessions.d/agent%3Amain%3Aprivate.json";
        for (boolean hashed : new boolean[] {false, true}) {
            world.configured(Configs.withHashedKeys(MigrationScene.reading(), hashed));
            if (!hashed) {
                scene.agent("main", index(SESSIONS));
                world.live(LONG);
                world.disk().file(torn, "{\"torn");
            } else {
                world.kill().live(LONG);
            }
            int before = world.events().size();

            assertThat(ask("migrate.rollback", Map.of()).kind()).isEqualTo(Reply.Kind.REFUSED);

            String logged = world.events().subList(before, world.events().size()).toString();
            assertThat(logged).contains("store.rollback refused: ");
            assertThat(logged.contains("private")).as("hashed: " + hashed).isEqualTo(!hashed);
        }
    }

    @Test
    void by_hand_it_is_migrated_after_the_same_two_looks() throws Exception {
        scene.agent("main", index(SESSIONS));
        world.start();
        world.turn();

        assertThat(ask("migrate.run", Map.of()).kind()).isEqualTo(Reply.Kind.AGAIN);
        Reply done = runUntilDecided();

        assertThat(done.kind()).as(done.message()).isEqualTo(Reply.Kind.DONE);
        JsonNode result = done.data().orElseThrow().path("result");
        assertThat(result.path("sessions").asInt()).isEqualTo(3);
        assertThat(scene.read("main")).isEqualTo(folded(SESSIONS));
        assertThat(row().path("state").asString("")).isEqualTo("in the directory");
        assertThat(row().path("backups")).hasSize(1);
    }

    @Test
    void s64_a_roll_back_gives_the_very_same_file_back_and_stays() throws Exception {
        scene.agent("main", index(SESSIONS));
        world.live(LONG);
        assertThat(scene.has("main", "sessions.json")).isFalse();

        Reply done = ask("migrate.rollback", Map.of());

        assertThat(done.kind()).as(done.message()).isEqualTo(Reply.Kind.DONE);
        assertThat(done.data().orElseThrow().path("result").path("identical").asBoolean()).isTrue();
        assertThat(scene.index("main")).isEqualTo(index(SESSIONS));
        world.live(Duration.ofHours(3));
        assertThat(scene.index("main")).isEqualTo(index(SESSIONS));
        assertThat(scene.has("main", "sessions.d")).isFalse();
        assertThat(world.events("store.migrate", "observed"))
                .singleElement()
                .satisfies(event ->
                        assertThat(MigrationScene.reason(event)).isEqualTo("rolled back by hand"));
        assertThat(row().path("taken_back").asBoolean()).isTrue();

        assertThat(runUntilDecided().kind()).isEqualTo(Reply.Kind.DONE);
        assertThat(scene.read("main")).isEqualTo(folded(SESSIONS));
        assertThat(row().path("taken_back").asBoolean()).isFalse();
    }

    @Test
    void s64_sessions_that_came_since_are_in_the_file_of_a_roll_back() throws Exception {
        scene.agent("main", index(SESSIONS));
        world.live(LONG);
        String store = MigrationScene.sessions("main") + "/sessions.d";
        for (int i = 0; i < 3; i++) {
            world.disk().file(store + "/agent%3Amain%3Anew" + i + ".json", "{\"n\":" + i + "}");
        }

        Reply done = ask("migrate.rollback", Map.of());

        assertThat(done.kind()).as(done.message()).isEqualTo(Reply.Kind.DONE);
        JsonNode file = JsonMapper.shared().readTree(scene.index("main"));
        assertThat(file.size()).isEqualTo(6);
        assertThat(file.path("agent:main:new2").path("n").asInt()).isEqualTo(2);
    }

    @Test
    void nothing_is_taken_back_while_a_gateway_runs_or_may_run() throws Exception {
        scene.agent("main", index(SESSIONS));
        world.live(LONG);
        SortedMap<String, String> before = world.gatewaysFiles();

        world.gateway(4_242, Duration.ofHours(1));
        assertThat(ask("migrate.rollback", Map.of("stopped", "true")).message())
                .contains("1 gateway running, pid 4242");
        world.processes().noGateways();
        world.processes().unseenGateway("hidden");
        assertThat(ask("migrate.rollback", Map.of()).message())
                .contains("a gateway may be running: hidden");
        assertThat(world.gatewaysFiles()).isEqualTo(before);
        assertThat(row().path("taken_back").asBoolean()).isFalse();

        assertThat(ask("migrate.rollback", Map.of("stopped", "true")).kind())
                .isEqualTo(Reply.Kind.DONE);
        assertThat(scene.index("main")).isEqualTo(index(SESSIONS));
    }

    @Test
    void
            a_store_beside_whose_directory_a_gateway_began_anew_is_taken_back_with_the_sessions_of_both()
                    throws Exception {
        scene.agent("main", index(SESSIONS));
        world.live(LONG);
        world.kill().configured(Configs.defaults());
        scene.agent("main", "{\"agent:main:anew\":{\"sessionId\":\"anew\"}}");
        world.live(LONG);
        assertThat(row().path("reason").asString(""))
                .isEqualTo("single file beside a directory store");
        world.gateway(4_242, Duration.ofHours(1));
        assertThat(ask("migrate.rollback", Map.of()).message()).contains("1 gateway running");
        world.processes().noGateways();

        Reply done = ask("migrate.rollback", Map.of());

        assertThat(done.kind()).as(done.message()).isEqualTo(Reply.Kind.DONE);
        JsonNode file = JsonMapper.shared().readTree(scene.index("main"));
        assertThat(file.path("agent:main:anew").path("sessionId").asString("")).isEqualTo("anew");
        assertThat(file.size()).isEqualTo(SESSIONS.size() + 1);
        world.live(Duration.ofHours(3));
        assertThat(scene.has("main", "sessions.d")).isFalse();
        assertThat(row().path("taken_back").asBoolean()).isTrue();
    }

    @Test
    void a_roll_back_of_what_was_never_migrated_is_refused_and_leaves_no_mark() throws Exception {
        world.configured(Configs.defaults());
        scene.agent("main", index(SESSIONS));
        world.live(Duration.ofMinutes(5));
        assertThat(ask("migrate.rollback", Map.of()).kind()).isEqualTo(Reply.Kind.REFUSED);
        assertThat(row().path("taken_back").asBoolean()).isFalse();
        assertThat(row().path("migrated").asBoolean()).isFalse();
    }

    @Test
    void a_store_of_the_database_era_or_of_nobody_is_refused() throws Exception {
        world.configured(Configs.withReads(Configs.defaults(), Config.GatewayReads.DIRECTORY));
        scene.agent("main", index(SESSIONS));
        world.disk().mkdirs(World.ROOT + "/session-sqlite-migration-runs");
        world.live(Duration.ofMinutes(5));
        for (String verb : new String[] {"migrate.run", "migrate.plan", "migrate.rollback"}) {
            assertThat(ask(verb, Map.of()).message()).contains("era upgrading");
            assertThat(ask(verb, Map.of("store", "agents/none/sessions")).message())
                    .contains("there is no such store");
        }
        assertThat(row().path("reason").asString("")).isEqualTo("era-upgrading");
        assertThat(scene.index("main")).isEqualTo(index(SESSIONS));
    }
}
