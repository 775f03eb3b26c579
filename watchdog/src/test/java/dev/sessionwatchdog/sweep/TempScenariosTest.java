package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.sim.Configs;
import dev.sessionwatchdog.sim.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The scenarios of real incidents that concern temporary files, by their number.
class TempScenariosTest {

    private static final String UUID = "a7a17c4a-688b-41a1-b4f1-a4e2d099365b";
    private static final Duration OLD = Duration.ofHours(5);
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(20);

    private final World world = World.seeded(30);

    @AfterEach
    void the_log_holds() {
        assertThat(world.verify().sound()).as("%s", world.verify()).isTrue();
        assertThat(world.verify().openIntents()).isEmpty();
    }

    private static String indexTemp(int n) {
        return "sessions.json.%08x-688b-41a1-b4f1-a4e2d099365b.tmp".formatted(n);
    }

    @Test
    void s30_thousands_of_orphans_go_oldest_first_with_one_alert_and_the_index_untouched()
            throws Exception {
        world.index();
        String index = world.disk().paths().get(World.SESSIONS + "/sessions.json");
        int many = 2_300;
        for (int i = 0; i < many; i++) {
            world.session(indexTemp(i), "x".repeat(i % 7), OLD.plusMinutes(i));
        }

        world.live(LONG_ENOUGH);

        assertThat(world.disk().paths().get(World.SESSIONS + "/sessions.json")).isEqualTo(index);
        assertThat(world.has(indexTemp(0))).isFalse();
        List<JsonNode> done = world.events("tmp.reap", "done");
        assertThat(done).hasSize(many);
        assertThat(done.getFirst().path("file").path("path").asString(""))
                .endsWith(indexTemp(many - 1));
        assertThat(done.getLast().path("file").path("path").asString("")).endsWith(indexTemp(0));
        List<JsonNode> alerts =
                world.events("tmp.reap", "observed").stream()
                        .filter(event ->
                                event.path("event").path("kind").asString("").equals("alert"))
                        .toList();
        assertThat(alerts).hasSize(1);
        assertThat(alerts.getFirst().path("message").asString("")).contains("2300 orphans");
        long bytes =
                world.events("sweep.summary", "observed").stream()
                        .mapToLong(event -> event.path("sweep").path("bytes").asLong())
                        .sum();
        long expected = 0;
        for (int i = 0; i < many; i++) {
            expected += i % 7;
        }
        assertThat(bytes).isEqualTo(expected);
        assertThat(world.events("sweep.summary", "observed"))
                .allSatisfy(event -> {
                    JsonNode sweep = event.path("sweep");
                    assertThat(sweep.path("planned").asInt())
                            .isEqualTo(
                                    sweep.path("applied").asInt()
                                            + sweep.path("skipped").asInt()
                                            + sweep.path("failed").asInt()
                                            + sweep.path("left").asInt());
                });
    }

    @Test
    void s31_a_writer_in_flight_is_kept_by_its_last_change_and_by_its_process() throws Exception {
        world.index()
                .session("sessions.json.4711." + UUID + ".tmp", "{", OLD)
                .session(indexTemp(1), "{", Duration.ofSeconds(5));
        world.processes().running(4711, world.time().moment().wall().minus(OLD.plusHours(1)));

        world.live(LONG_ENOUGH);

        assertThat(world.has("sessions.json.4711." + UUID + ".tmp")).isTrue();
        assertThat(world.has(indexTemp(1))).isTrue();
        assertThat(world.events("tmp.reap", "observed"))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.path("event").path("reason").asString(""))
                                .isEqualTo("writer-alive"));
    }

    @Test
    void s31_a_process_id_taken_by_a_later_process_keeps_nothing() throws Exception {
        world.index().session("sessions.json.4711." + UUID + ".tmp", "{", OLD);
        world.processes().running(4711, world.time().moment().wall().minusSeconds(600));

        world.live(LONG_ENOUGH);

        assertThat(world.has("sessions.json.4711." + UUID + ".tmp")).isFalse();
    }

    @Test
    void s32_a_slow_writer_that_has_it_open_keeps_it() throws Exception {
        world.index().session(indexTemp(1), "{", OLD);
        world.disk().openBy(World.SESSIONS + "/" + indexTemp(1));

        world.live(LONG_ENOUGH);

        assertThat(world.has(indexTemp(1))).isTrue();
        assertThat(world.events("tmp.reap", "observed"))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.path("event").path("reason").asString(""))
                                .isEqualTo("open-handle"));

        world.disk().closeBy(World.SESSIONS + "/" + indexTemp(1));
        world.live(LONG_ENOUGH);

        assertThat(world.has(indexTemp(1))).isFalse();
    }

    @Test
    void s32_where_it_cannot_be_checked_the_process_must_be_dead_or_the_age_a_day()
            throws Exception {
        String young = indexTemp(1);
        String dayOld = indexTemp(2);
        String deadWriter = "sessions.json.77." + UUID + ".tmp";
        String liveWriter = "sessions.json.78." + UUID + ".tmp";
        world.degraded()
                .index()
                .session(young, "{", OLD)
                .session(dayOld, "{", Duration.ofHours(25))
                .session(deadWriter, "{", OLD)
                .session(liveWriter, "{", Duration.ofHours(25));
        world.processes().running(78, world.time().moment().wall().minus(Duration.ofHours(26)));

        world.live(LONG_ENOUGH);

        assertThat(world.has(young)).isTrue();
        assertThat(world.has(dayOld)).isFalse();
        assertThat(world.has(deadWriter)).isFalse();
        assertThat(world.has(liveWriter)).isTrue();
        assertThat(world.events("tmp.reap", "intent"))
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.path("degraded").asBoolean(false)).isTrue());
    }

    @Test
    void s38_hard_linked_copies_of_a_sync_client_are_refused_aloud() throws Exception {
        world.index().session("live.jsonl", "{}", OLD).session(indexTemp(1), "{}", OLD);
        world.disk().mkdirs(World.SESSIONS + "/.tmp.driveupload");
        world.disk().link(World.SESSIONS + "/live.jsonl", World.SESSIONS + "/.tmp.driveupload/1");
        world.disk()
                .link(
                        World.SESSIONS + "/" + indexTemp(1),
                        World.SESSIONS + "/.tmp.driveupload/" + indexTemp(2));
        SortedMap<String, String> before = world.gatewaysFiles();

        world.live(LONG_ENOUGH);

        assertThat(world.gatewaysFiles()).isEqualTo(before);
        assertThat(world.events("tmp.reap", "refused"))
                .extracting(event -> event.path("event").path("reason").asString(""))
                .containsExactlyInAnyOrder("store inside a synced folder", "hard-linked (2 names)");
    }

    @Test
    void s39_a_lock_source_with_two_names_is_kept_and_with_one_goes_to_quarantine()
            throws Exception {
        String twice = ".usage-cost-cache.json.lock.31.123456789.tmp";
        String once = ".usage-cost-cache.json.lock.32.123456789.tmp";
        world.index().session(twice, "{}", OLD).session(once, "{}", OLD);
        world.disk()
                .link(
                        World.SESSIONS + "/" + twice,
                        World.SESSIONS + "/.usage-cost-cache.json.lock");

        world.live(LONG_ENOUGH);

        assertThat(world.has(twice)).isTrue();
        assertThat(world.has(once)).isFalse();
        assertThat(world.events("tmp.reap", "done"))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.path("quarantine").path("restore").asString(""))
                                .startsWith("session-watchdog quarantine restore q-"));
    }

    @Test
    void s40_look_alikes_are_no_candidates() throws Exception {
        world.index()
                .session("notes.tmp", "x", OLD)
                .session("sessions.json.tmp.bak", "x", OLD)
                .session("x.jsonl.tmp", "x", OLD)
                .session("sessions.json." + UUID + ".tmp.bak", "x", OLD)
                .session("other.json." + UUID + ".tmp", "x", OLD)
                .session("sessions.json.99999999." + UUID + ".tmp", "x", OLD)
                .session(UUID + ".tmp", "x", OLD);
        world.disk().mkdirs(World.ROOT + "/agents/main/workspace");
        world.disk()
                .file(
                        World.ROOT + "/agents/main/workspace/report." + UUID + ".tmp",
                        new byte[1],
                        world.time().moment().wall().minus(OLD));
        SortedMap<String, String> before = world.gatewaysFiles();

        world.live(LONG_ENOUGH);

        assertThat(world.gatewaysFiles()).isEqualTo(before);
        assertThat(world.events("tmp.reap", "intent")).isEmpty();
    }

    @Test
    void what_a_person_has_put_back_is_not_taken_again() throws Exception {
        String temp = ".fs-safe-replace.12." + UUID + ".tmp";
        world.index().session(temp, "doubtful", OLD);
        world.live(LONG_ENOUGH);
        assertThat(world.has(temp)).isFalse();
        String item =
                world.events("tmp.reap", "done")
                        .getFirst()
                        .path("quarantine")
                        .path("id")
                        .asString("");

        world.daemon().guard().quarantine().restore(item, Optional.empty());
        world.live(Duration.ofHours(3));

        assertThat(world.disk().text(World.SESSIONS + "/" + temp)).isEqualTo("doubtful");
        assertThat(world.events("tmp.reap", "observed"))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.path("event").path("reason").asString(""))
                                .isEqualTo("restored-by-a-person"));
    }

    @Test
    void in_observe_mode_the_same_path_runs_and_stops_before_the_act() throws Exception {
        world.configured(Configs.observing());
        world.index();
        for (int i = 0; i < 1_200; i++) {
            world.session(indexTemp(i), "{}", OLD);
        }
        SortedMap<String, String> before = world.gatewaysFiles();

        world.live(LONG_ENOUGH);

        assertThat(world.gatewaysFiles()).isEqualTo(before);
        assertThat(world.events("tmp.reap", "intent")).isEmpty();
        assertThat(world.events("tmp.reap", "observed")).hasSize(1_201);
    }
}
