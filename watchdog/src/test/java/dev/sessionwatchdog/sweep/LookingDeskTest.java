package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.sim.Configs;
import dev.sessionwatchdog.sim.SimulatedOwner;
import dev.sessionwatchdog.sim.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the sweeping thread answers about locks, and breaks by request.
final class LookingDeskTest {

    private static final String T = "5e5b0789-dc10-435b-8f07-bc76d1055a2c.jsonl";
    private static final String L = T + ".lock";
    private static final String PLACE = "agents/main/sessions/" + L;
    private static final Permission GRANTED = new Permission.Granted();

    private final World world = World.seeded(7);

    @AfterEach
    void the_log_holds() {
        assertThat(world.verify().sound()).as("%s", world.verify()).isTrue();
        assertThat(world.verify().openIntents()).isEmpty();
    }

    private World tree() {
        return world.index().session(T, "{}\n", Duration.ofMinutes(1));
    }

    private Reply ask(Permission permission, Map<String, String> request) throws Exception {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        request.forEach(json::put);
        return world.daemon().guard().answer(json, permission);
    }

    private JsonNode locks(Permission permission) throws Exception {
        return ask(permission, Map.of("verb", "locks")).data().orElseThrow().path("locks");
    }

    private Reply breakIt(Permission permission) throws Exception {
        return ask(permission, Map.of("verb", "locks.break", "path", PLACE, "reason", "on call"));
    }

    private JsonNode explained(String path) throws Exception {
        return ask(GRANTED, Map.of("verb", "explain", "path", path)).data().orElseThrow();
    }

    @Test
    void a_held_lock_is_listed_with_its_owner_and_its_lease() throws Exception {
        tree();
        SimulatedOwner gateway = world.gateway(7, Duration.ofHours(3));
        gateway.take(L, gateway.declaring(Duration.ofMinutes(17)));
        world.live(Duration.ofMinutes(5));

        JsonNode lock = locks(GRANTED).path(0);

        assertThat(lock.path("path").asString("")).isEqualTo(PLACE);
        assertThat(lock.path("pid").asLong()).isEqualTo(7);
        assertThat(lock.path("liveness").asString("")).isEqualTo("alive");
        assertThat(lock.path("title").asString("")).isEqualTo("openclaw-gateway");
        assertThat(lock.path("lease").path("source").asString("")).isEqualTo("declared");
        assertThat(lock.path("lease").path("limit_ms").asLong()).isEqualTo(19 * 60_000);
        assertThat(lock.path("state").asString("")).isEqualTo("held");
        assertThat(lock.path("next_look_ms").asLong()).isBetween(0L, 30_000L);
        gateway.pause();
        assertThat(locks(GRANTED).path(0).path("liveness").asString("")).isEqualTo("paused");
    }

    @Test
    void asking_often_changes_nothing_about_when_a_lock_goes() throws Exception {
        tree();
        SimulatedOwner gateway = world.gateway(7, Duration.ofHours(3));
        gateway.take(L, gateway.undeclared());
        gateway.leak(L);
        world.live(Duration.ofSeconds(115));
        int events = world.events().size();

        for (int i = 0; i < 20; i++) {
            assertThat(locks(GRANTED).size()).isEqualTo(1);
            explained(PLACE);
            world.time().advance(Duration.ofMillis(400));
        }

        JsonNode last = locks(GRANTED).path(0);
        assertThat(last.path("state").asString("")).isEqualTo("breakable");
        assertThat(last.path("looks_agreeing").asInt()).isZero();
        assertThat(last.path("break_in_ms").asLong()).isGreaterThanOrEqualTo(30_000);
        assertThat(last.path("outlook").asString(""))
                .startsWith("to be broken in about ")
                .endsWith("if every look agrees: leaked-by-live-owner");
        assertThat(world.events()).hasSize(events);
        assertThat(world.has(L)).isTrue();
        world.live(Duration.ofSeconds(90));
        assertThat(world.has(L)).isFalse();
    }

    @Test
    void an_answer_is_bounded_and_says_what_it_leaves_out() throws Exception {
        tree();
        String beside = World.ROOT + "/agents/other/sessions/";
        world.disk().mkdirs(beside.substring(0, beside.length() - 1));
        world.disk().file(beside + "sessions.json", "{}".getBytes(StandardCharsets.UTF_8));
        SimulatedOwner gateway = world.gateway(7, Duration.ofHours(3));
        byte[] payload = gateway.undeclared().getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 2_100; i++) {
            String name = "%08x.jsonl.lock".formatted(i);
            world.disk().file(World.SESSIONS + "/" + name, payload);
            world.disk().file(beside + name, payload);
        }
        world.start();

        ObjectNode data = ask(GRANTED, Map.of("verb", "locks")).data().orElseThrow();

        int rows = data.path("locks").size();
        assertThat(rows).isBetween(3_000, 4_096);
        assertThat(rows + data.path("cut").asInt()).isEqualTo(4_200);
        assertThat(data.toString().length()).isLessThan(4 << 20);
    }

    @Test
    void what_is_only_reported_is_said_to_be() throws Exception {
        tree().configured(reporting(world.config()));
        SimulatedOwner gateway = world.gateway(7, Duration.ofHours(3));
        gateway.take(L, gateway.undeclared());
        gateway.leak(L);
        world.live(Duration.ofMinutes(10));

        assertThat(locks(GRANTED).path(0).path("outlook").asString(""))
                .isEqualTo("only reported (locks.owner.live: report): leaked-by-live-owner");
        assertThat(locks(new Permission.Withheld("mode: observe")).path(0).path("outlook"))
                .hasToString("\"only reported (mode: observe): leaked-by-live-owner\"");
    }

    @Test
    void a_person_stands_above_policy_but_not_above_a_look() throws Exception {
        tree().configured(reporting(world.config()));
        SimulatedOwner gateway = world.owner(7, Duration.ofHours(3));
        world.gateway(9, Duration.ofHours(3));
        gateway.take(L, gateway.undeclared());
        world.live(Duration.ofSeconds(40));
        gateway.die();

        Reply first = breakIt(GRANTED);
        assertThat(first.kind()).isEqualTo(Reply.Kind.AGAIN);
        assertThat(first.message()).contains("dead-owner", "1 of 2 looks agree");
        long after = first.data().orElseThrow().path("after_ms").asLong();
        assertThat(breakIt(GRANTED).kind()).isEqualTo(Reply.Kind.AGAIN);
        world.live(Duration.ofMillis(after));
        Reply second = breakIt(GRANTED);

        assertThat(second.kind()).as("%s", second).isEqualTo(Reply.Kind.DONE);
        assertThat(second.message()).contains("quarantine restore q-");
        assertThat(world.has(L)).isFalse();
        JsonNode intent = world.events("lock.break", "intent").getFirst();
        assertThat(intent.path("labels").path("asked_by_hand").asString("")).isEqualTo("true");
        assertThat(intent.path("labels").path("reason").asString("")).isEqualTo("on call");
        assertThat(world.events("lock.break", "done")).hasSize(1);
    }

    @Test
    void never_above_a_check_and_never_above_observe() throws Exception {
        tree();
        SimulatedOwner gateway = world.gateway(7, Duration.ofHours(3));
        gateway.take(L, gateway.undeclared());
        world.live(Duration.ofSeconds(40));

        Reply held = breakIt(GRANTED);
        assertThat(held.kind()).isEqualTo(Reply.Kind.REFUSED);
        assertThat(held.message()).contains("held", "owner: 7 is alive", "15m");
        gateway.die();
        Reply observing = breakIt(new Permission.Withheld("mode: observe"));
        assertThat(observing.kind()).isEqualTo(Reply.Kind.REFUSED);
        assertThat(observing.message()).startsWith("mode: observe");
        assertThat(world.has(L)).isTrue();
        assertThat(world.events("lock.break", "intent")).isEmpty();
    }

    @Test
    void a_lock_that_a_sweep_broke_meanwhile_counts_as_done() throws Exception {
        tree();
        world.gateway(9, Duration.ofHours(3));
        SimulatedOwner gateway = world.owner(7, Duration.ofHours(3));
        gateway.take(L, gateway.undeclared());
        world.live(Duration.ofSeconds(40));
        gateway.die();
        assertThat(breakIt(GRANTED).kind()).isEqualTo(Reply.Kind.AGAIN);
        world.live(Duration.ofSeconds(70));
        assertThat(world.has(L)).isFalse();

        Reply gone = breakIt(GRANTED);
        assertThat(gone.kind()).isEqualTo(Reply.Kind.DONE);
        assertThat(gone.data().orElseThrow().path("quarantine").asString("")).startsWith("q-");
        world.live(Duration.ofMinutes(5));
        assertThat(breakIt(GRANTED).message()).contains("does not stand there");
    }

    /// Otherwise whoever makes a lock there next would be taken for one that let go meanwhile.
    @Test
    void what_is_made_after_a_lock_was_put_back_by_hand_is_judged_for_itself() throws Exception {
        tree().configured(reporting(world.config()));
        world.gateway(9, Duration.ofHours(3));
        SimulatedOwner gateway = world.owner(7, Duration.ofHours(3));
        SimulatedOwner second = world.owner(8, Duration.ofHours(3));
        SimulatedOwner third = world.owner(10, Duration.ofHours(3));
        gateway.take(L, gateway.undeclared());
        world.live(Duration.ofSeconds(40));
        gateway.die();
        assertThat(breakIt(GRANTED).kind()).isEqualTo(Reply.Kind.AGAIN);
        world.live(Duration.ofSeconds(31));
        AtomicBoolean overtaken = new AtomicBoolean();
        world.disk()
                .before(operation -> {
                    if (operation.name().equals("rename")
                            && operation.path().equals(World.SESSIONS + "/" + L)
                            && !overtaken.getAndSet(true)) {
                        gateway.release(L);
                        world.session("filler", "", Duration.ZERO);
                        second.take(L, second.undeclared());
                    }
                });

        assertThat(breakIt(GRANTED).kind()).isEqualTo(Reply.Kind.REFUSED);
        second.release(L);
        third.take(L, third.undeclared());
        third.leak(L);
        world.live(Duration.ofSeconds(20));

        assertThat(overtaken).isTrue();
        assertThat(world.disk().text(World.SESSIONS + "/" + L)).contains("\"pid\":10");
        assertThat(locks(GRANTED).path(0).path("verdict").asString("")).isEqualTo("held");
    }

    @Test
    void what_is_no_lock_of_ours_is_named_and_left() throws Exception {
        tree().session(".usage-cost-cache.json.lock", "x", Duration.ZERO);
        world.live(Duration.ofSeconds(10));

        Reply foreign =
                ask(
                        GRANTED,
                        Map.of(
                                "verb",
                                "locks.break",
                                "path",
                                "agents/main/sessions/.usage-cost-cache.json.lock"));
        assertThat(foreign.kind()).isEqualTo(Reply.Kind.REFUSED);
        assertThat(foreign.message()).contains("a foreign lock");
        assertThat(ask(GRANTED, Map.of("verb", "explain", "path", "../x")).kind())
                .isEqualTo(Reply.Kind.REFUSED);
        assertThat(ask(GRANTED, Map.of("verb", "explain", "path", PLACE)).message())
                .contains("no lock stands there");
        JsonNode index = explained("agents/main/sessions/sessions.json");
        assertThat(index.path("kind").asString("")).isEqualTo("index");
        assertThat(index.path("index").path("health").asString("")).startsWith("whole");
        assertThat(index.path("index").path("reason").asString(""))
                .isEqualTo("gateway not known to read sessions.d");
        assertThat(index.path("index").has("recovery_sources")).isFalse();
    }

    @Test
    void a_damaged_index_is_explained_with_what_it_could_be_restored_from() throws Exception {
        String temp = "sessions.json.a7a17c4a-688b-41a1-b4f1-a4e2d099365b.tmp";
        tree().session("sessions.json", "{\"a\":", Duration.ofHours(5))
                .session(temp, "{\"a\":{}}", Duration.ofHours(6))
                .session("sessions.json.bak.1780300000000", "{\"a\":", Duration.ofHours(7))
                .session("sessions.json.bak.x", "{}", Duration.ofHours(7))
                .session("notes.tmp", "{}", Duration.ofHours(7));
        world.live(Duration.ofSeconds(10));

        JsonNode index = explained("agents/main/sessions/sessions.json").path("index");

        assertThat(index.path("health").asString("")).contains("damaged");
        assertThat(index.path("recovery_sources"))
                .extracting(
                        source -> source.path("path").asString(""),
                        source -> source.path("whole").asBoolean(false),
                        source -> source.path("bytes").asLong(0))
                .containsExactly(
                        tuple("agents/main/sessions/" + temp, true, 8L),
                        tuple("agents/main/sessions/sessions.json.bak.1780300000000", false, 5L));
    }

    @Test
    void a_temp_is_explained_by_its_rule() throws Exception {
        String name = "sessions.json.a7a17c4a-688b-41a1-b4f1-a4e2d099365b.tmp";
        tree().session(name, "{}", Duration.ofHours(5));
        world.live(Duration.ofSeconds(10));

        JsonNode temp = explained("agents/main/sessions/" + name).path("temp");

        assertThat(temp.path("rule").asString("")).isEqualTo("tmp.orphan");
        assertThat(temp.path("state").asString("")).isEqualTo("waiting");
        assertThat(temp.path("checks").size()).isGreaterThan(2);
    }

    private static Config reporting(Config config) {
        return Configs.withLockOwners(config, Config.OwnerAction.REPORT, Config.OwnerAction.REPORT);
    }
}
