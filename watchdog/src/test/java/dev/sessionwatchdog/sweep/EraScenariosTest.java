package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.sim.World;
import java.time.Duration;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The scenarios that concern eras, by their number.
class EraScenariosTest {

    private static final Duration OLD = Duration.ofHours(5);
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(20);

    private final World world = World.seeded(33);

    @AfterEach
    void the_log_holds() {
        assertThat(world.verify().sound()).as("%s", world.verify()).isTrue();
        assertThat(world.verify().openIntents()).isEmpty();
    }

    private static String indexTemp(int n) {
        return "sessions.json.%08x-688b-41a1-b4f1-a4e2d099365b.tmp".formatted(n);
    }

    @Test
    void s50_a_database_file_alone_does_not_make_the_era() throws Exception {
        world.index().session(indexTemp(1), "{}", OLD);
        world.disk().mkdirs(World.ROOT + "/agents/main/agent");
        world.disk().file(World.ROOT + "/agents/main/agent/openclaw-agent.sqlite", "auth");

        world.live(LONG_ENOUGH);

        assertThat(world.has(indexTemp(1))).isFalse();
    }

    @Test
    void s51_in_the_sqlite_era_everything_is_only_reported() throws Exception {
        world.session(indexTemp(1), "{}", OLD)
                .session("old.jsonl.deleted.2026-11-21T03-24-14.494Z", "x", OLD);
        world.disk().mkdirs(World.ROOT + "/agents/main/agent");
        world.disk().file(World.ROOT + "/agents/main/agent/openclaw-agent.sqlite", "db");
        world.disk().mkdirs(World.ROOT + "/agents/main/session-sqlite-import-archive");
        SortedMap<String, String> before = world.gatewaysFiles();

        world.live(LONG_ENOUGH);

        assertThat(world.gatewaysFiles()).isEqualTo(before);
        assertThat(world.events("tmp.reap", "observed"))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.path("message").asString(""))
                                .contains("era sqlite, 1 temp left alone"));
        assertThat(world.events("store.corrupt", "observed")).isEmpty();
    }

    @Test
    void s52_while_the_gateway_upgrades_the_whole_root_is_read_only() throws Exception {
        world.index().session(indexTemp(1), "{}", OLD).session("a.jsonl", "{}", OLD);
        world.disk().mkdirs(World.ROOT + "/session-sqlite-migration-runs");
        SortedMap<String, String> before = world.gatewaysFiles();

        world.live(LONG_ENOUGH);

        assertThat(world.gatewaysFiles()).isEqualTo(before);
        assertThat(world.events("store.upgrading", "observed")).hasSize(1);
    }

    @Test
    void s52b_an_upgrade_is_told_also_when_no_temp_lies_there_and_each_one_once() throws Exception {
        String runs = World.ROOT + "/session-sqlite-migration-runs";
        world.index().session("a.jsonl", "{}", OLD);
        world.live(LONG_ENOUGH);
        assertThat(world.events("store.upgrading", "observed")).isEmpty();

        world.disk().mkdirs(runs);
        world.live(LONG_ENOUGH);
        assertThat(world.events("store.upgrading", "observed"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.path("event").path("kind").asString("")).isEqualTo("alert");
                    assertThat(event.path("message").asString(""))
                            .contains("era upgrading")
                            .contains("openclaw doctor");
                });

        world.disk().remove(World.SESSIONS + "/sessions.json");
        world.disk().remove(World.SESSIONS + "/a.jsonl");
        world.live(LONG_ENOUGH);
        world.index();
        world.live(LONG_ENOUGH);
        assertThat(world.events("store.upgrading", "observed"))
                .extracting(event -> event.path("event").path("reason").asString(""))
                .containsExactly("era-upgrading", "over", "era-upgrading");
        assertThat(world.events("tmp.reap", "observed")).isEmpty();
    }
}
