package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.sim.World;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What an unchanged directory saves the sweep, and what it must never hide.
class UnchangedDirectoriesTest {

    private static final Duration OLD = Duration.ofHours(5);
    private static final Duration PASSES = Duration.ofMinutes(12);
    private static final String TEMP = "sessions.json.0000000a-688b-41a1-b4f1-a4e2d099365b.tmp";

    private static final String OTHER = World.ROOT + "/agents/other/sessions";

    private final World world = World.seeded(97);
    private int listed;

    /// A healthy store, for long without a change, and the daemon that has looked at it.
    private void quiet() throws Exception {
        world.index().session("a.jsonl", "{}", OLD);
        world.time().advance(Duration.ofMinutes(10));
        world.start().live(PASSES);
        countListings();
    }

    private void countListings() {
        listed = 0;
        world.disk().before(this::countListing);
    }

    private void countListing(Operation operation) {
        if (operation.name().equals("list") && operation.path().equals(World.SESSIONS)) {
            listed++;
        }
    }

    private void orphan() {
        world.session(TEMP, "x", OLD);
    }

    /// Another agent's store with an orphan.
    private void otherStore() {
        world.disk().mkdirs(OTHER);
        world.disk().file(OTHER + "/sessions.json", "{\"agent:other:main\":{\"sessionId\":\"b\"}}");
        otherOrphan();
    }

    private void otherOrphan() {
        world.disk()
                .file(
                        OTHER + "/" + TEMP,
                        "x".getBytes(StandardCharsets.UTF_8),
                        world.time().moment().wall().minus(OLD));
    }

    @Test
    void is_not_listed_again_and_has_its_summary_all_the_same() throws Exception {
        quiet();
        int events = world.events().size();
        int summaries = world.events("sweep.summary", "observed").size();
        world.live(PASSES);
        assertThat(listed).isZero();
        int passes = world.events("sweep.summary", "observed").size() - summaries;
        assertThat(passes).isPositive();
        assertThat(world.events()).hasSize(events + passes);
    }

    @Test
    void is_listed_once_in_a_while_whatever_its_times_say() throws Exception {
        quiet();
        world.live(QuietStores.LIST_ALL.plus(PASSES));
        assertThat(listed).isBetween(1, 2);
    }

    @Test
    void is_listed_when_a_name_came() throws Exception {
        quiet();
        orphan();
        world.live(PASSES);
        assertThat(world.has(TEMP)).isFalse();
    }

    @Test
    void that_changes_again_within_the_same_tick_is_listed_again() throws Exception {
        quiet();
        world.session("b.jsonl", "{}", OLD);
        Instant[] changed = new Instant[2];
        boolean[] seen = {false};
        world.disk()
                .before(operation -> {
                    boolean here = operation.path().equals(World.SESSIONS);
                    if (here && operation.name().equals("open") && changed[0] == null) {
                        changed[0] = world.time().moment().wall();
                        world.session("c.jsonl", "{}", OLD);
                    } else if (here && operation.name().equals("list")) {
                        seen[0] = true;
                    } else if (seen[0] && changed[1] == null) {
                        changed[1] = world.time().moment().wall();
                        orphan();
                    }
                });
        // Less in all than until everything is listed anyway.
        world.live(Duration.ofMinutes(6));
        assertThat(changed[1]).isNotNull().isEqualTo(changed[0]);
        world.live(Duration.ofMinutes(8));
        assertThat(world.has(TEMP)).isFalse();
    }

    @Test
    void does_not_hide_that_a_temp_in_it_was_written_to() throws Exception {
        quiet();
        orphan();
        world.changed(Place.of("agents/main/sessions"));
        world.turn();
        world.time().advance(Duration.ofSeconds(50));
        Instant mtime = world.time().moment().wall().minus(OLD);
        world.disk().file(World.SESSIONS + "/" + TEMP, "y".getBytes(StandardCharsets.UTF_8), mtime);
        Instant written = world.time().moment().wall();
        Instant[] reaped = {Instant.MAX};
        world.disk()
                .before(operation -> {
                    if (operation.name().equals("unlink")) {
                        reaped[0] = world.time().moment().wall();
                    }
                });
        world.live(PASSES);
        assertThat(world.has(TEMP)).isFalse();
        assertThat(reaped[0]).isAfterOrEqualTo(written.plus(Duration.ofMinutes(1)));
    }

    @Test
    void that_was_moved_away_for_another_is_looked_at_anew() throws Exception {
        quiet();
        world.disk().rename(World.ROOT + "/agents/main", World.ROOT + "/agents/old");
        world.disk().mkdirs(World.SESSIONS);
        world.index();
        orphan();
        world.live(PASSES);
        assertThat(world.has(TEMP)).isFalse();
    }

    @Test
    void does_not_hide_a_link_put_in_its_way() throws Exception {
        quiet();
        world.disk().rename(World.ROOT + "/agents/main", World.ROOT + "/elsewhere");
        world.disk().symlink(World.ROOT + "/agents/main", "../elsewhere");
        world.live(PASSES);
        assertThat(world.events("tmp.reap", "refused"))
                .anyMatch(event -> event.path("message").asString("").contains("symlink"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "agents/main/session-sqlite-import-archive",
                "session-sqlite-migration-runs"
            })
    void does_not_hide_that_the_gateway_upgrades_the_agent_or_the_root(String made)
            throws Exception {
        quiet();
        world.disk().mkdirs(World.ROOT + "/" + made);
        world.live(PASSES);
        assertThat(world.events("store.upgrading", "observed")).hasSize(1);
    }

    @Test
    void is_listed_when_hints_were_lost() throws Exception {
        quiet();
        world.lost();
        world.turn();
        assertThat(listed).isPositive();
    }

    @Test
    void is_listed_after_the_clock_was_set() throws Exception {
        quiet();
        world.time().stepWall(Duration.ofHours(-3));
        world.live(PASSES);
        assertThat(listed).isPositive();
    }

    @Test
    void is_always_listed_where_nothing_is_known_of_the_file_system() throws Exception {
        world.degraded();
        quiet();
        world.live(PASSES);
        assertThat(listed).isGreaterThan(1);
    }

    @Test
    void does_not_hide_an_agent_that_could_not_be_opened_when_everything_was_listed()
            throws Exception {
        otherStore();
        boolean[] broken = {true};
        world.disk()
                .before(operation -> {
                    if (broken[0] && operation.path().equals(World.ROOT + "/agents/other")) {
                        throw new IOException("Input/output error");
                    }
                });
        world.index().start().live(PASSES);
        assertThat(world.disk().exists(OTHER + "/" + TEMP)).isTrue();
        broken[0] = false;
        world.live(PASSES);
        assertThat(world.disk().exists(OTHER + "/" + TEMP)).isFalse();
    }

    @Test
    void is_not_listed_because_something_is_done_in_another_store() throws Exception {
        otherStore();
        quiet();
        otherOrphan();
        world.live(PASSES);
        assertThat(world.disk().exists(OTHER + "/" + TEMP)).isFalse();
        assertThat(listed).isZero();
    }

    @Test
    void is_listed_after_a_sweep_that_could_not_decide_about_another_store() throws Exception {
        otherStore();
        quiet();
        otherOrphan();
        world.disk().file(OTHER + "/sessions.json", "{\"agent:other:main\":");
        world.live(PASSES);
        assertThat(world.events("store.corrupt", "observed")).hasSize(1);
        assertThat(listed).isPositive();
    }

    @Test
    void is_listed_again_after_a_listing_that_could_not_decide_about_another_store()
            throws Exception {
        otherStore();
        quiet();
        otherOrphan();
        world.disk().file(OTHER + "/sessions.json", "{\"agent:other:main\":");
        boolean[] read = {false};
        world.disk()
                .before(operation -> {
                    read[0] |=
                            operation.name().equals("pin")
                                    && operation.path().equals(OTHER + "/sessions.json");
                    countListing(operation);
                });
        while (!read[0]) {
            world.lost();
            Duration next = world.turn();
            world.time().advance(next);
        }
        listed = 0;
        world.live(Duration.ofMinutes(2));
        assertThat(listed).isPositive();
    }

    @Test
    void a_store_that_appears_or_goes_is_noticed() throws Exception {
        quiet();
        otherStore();
        world.live(PASSES);
        assertThat(world.disk().exists(OTHER + "/" + TEMP)).isFalse();
        world.disk().remove(World.ROOT + "/agents/other");
        world.live(PASSES);
        assertThat(world.events("sweep.summary", "observed").getLast().path("message").asString(""))
                .contains("1 store,");
    }
}
