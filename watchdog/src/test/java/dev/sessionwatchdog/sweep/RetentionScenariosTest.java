package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.incident.EventSchema;
import dev.sessionwatchdog.sim.Configs;
import dev.sessionwatchdog.sim.World;
import dev.sessionwatchdog.store.root.Root;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What is kept, for how long, and what makes it go earlier: quarantined files and the log itself.
final class RetentionScenariosTest {

    private static final long MIB = 1 << 20;
    private static final Duration DAY = Duration.ofDays(1);

    private final World world = World.seeded(93);

    @AfterEach
    void the_log_holds() throws IOException {
        assertThat(world.verify().sound()).as("%s", world.verify()).isTrue();
        assertThat(world.verify().openIntents()).isEmpty();
        assertValid(world);
    }

    static void assertValid(World world) throws IOException {
        Schema schema = EventSchema.published();
        for (JsonNode event : world.events()) {
            assertThat(schema.validate(event)).as("%s", event).isEmpty();
        }
    }

    /// A temp that goes to quarantine, because nothing shows that it is superseded.
    private void quarantine(int number, int bytes) throws Exception {
        String name = "sessions.json.%08x-688b-41a1-b4f1-a4e2d099365b.tmp".formatted(number);
        Duration age = Duration.ofHours(5);
        world.index();
        world.disk()
                .setMtime(
                        World.SESSIONS + "/sessions.json",
                        world.time().moment().wall().minus(age.plusHours(1)));
        world.session(name, "x".repeat(bytes), age);
        int before = items();
        world.live(Duration.ofMinutes(25));
        assertThat(world.has(name)).isFalse();
        assertThat(items()).isEqualTo(before + 1);
    }

    private int items() {
        String place = World.ROOT + "/.session-watchdog/quarantine";
        return world.disk().exists(place) ? world.disk().names(place).size() : 0;
    }

    private List<String> purged(String phase) {
        return world.events("quarantine.purge", phase).stream()
                .map(it -> it.path("event").path("reason").asString(""))
                .toList();
    }

    private static Config quarantine(Config.Quarantine changed) {
        return Configs.withQuarantine(Configs.defaults(), changed);
    }

    @Test
    void what_was_kept_for_its_time_goes_with_intent_and_outcome() throws Exception {
        quarantine(1, 100);
        world.live(Duration.ofDays(13));
        assertThat(items()).isEqualTo(1);

        world.live(Duration.ofDays(2));

        assertThat(items()).isZero();
        assertThat(purged("intent")).containsExactly("quarantine.keep");
        JsonNode intent = world.events("quarantine.purge", "intent").getFirst();
        assertThat(intent.path("rule").path("checks").get(0).path("limit").asString(""))
                .isEqualTo("at least 14d");
        assertThat(world.events("quarantine.purge", "done")).hasSize(1);
    }

    @Test
    void too_much_goes_oldest_first_but_nothing_younger_than_its_floor() throws Exception {
        Config.Quarantine plain = Configs.defaults().quarantine();
        world.configured(
                quarantine(
                        new Config.Quarantine(
                                plain.dir(), plain.keep(), 2 * MIB, DAY, plain.diskPressure())));
        quarantine(1, (int) MIB);
        quarantine(2, (int) MIB);
        quarantine(3, (int) MIB);
        assertThat(items()).isEqualTo(3);

        world.live(DAY.plusMinutes(30));

        assertThat(purged("intent")).containsExactly("quarantine.max_size");
        assertThat(items()).isEqualTo(2);
        String first = id(world.events("tmp.reap", "intent").getFirst());
        assertThat(world.events("quarantine.purge", "done").getFirst().toString()).contains(first);
    }

    private static String id(JsonNode event) {
        return event.path("quarantine").path("id").asString("");
    }

    @Test
    void a_nearly_full_disk_frees_quarantine_oldest_first_down_to_its_floor() throws Exception {
        quarantine(1, (int) MIB);
        quarantine(2, (int) MIB);
        world.live(Duration.ofMinutes(70));
        quarantine(3, (int) MIB);
        world.disk().space.leave(100);

        world.live(Duration.ofMinutes(12));
        assertThat(purged("intent")).containsExactly("quarantine.disk_pressure");
        assertThat(items()).isEqualTo(2);

        for (int again = 0; again < 3; again++) {
            world.disk().space.leave(100);
            world.live(Duration.ofMinutes(6));
        }
        assertThat(purged("intent")).hasSize(2);
        assertThat(items()).isEqualTo(1);

        world.live(Duration.ofMinutes(70));
        assertThat(items()).isZero();
    }

    @Test
    void a_wall_clock_set_years_ahead_throws_nothing_away_for_a_day() throws Exception {
        quarantine(1, 100);
        world.live(Duration.ofHours(2));
        world.time().stepWall(Duration.ofDays(3_650));

        world.live(Duration.ofHours(20));

        assertThat(items()).isEqualTo(1);
        assertThat(world.events("events.expire", "intent")).isEmpty();
    }

    @Test
    void in_a_pause_nothing_is_purged() throws Exception {
        quarantine(1, 100);
        world.live(Duration.ofDays(13));
        Instant now = world.time().moment().wall();
        try (Root root = SimulatedRoot.open(world.disk(), World.ROOT)) {
            new Pause(now, now.plus(Duration.ofDays(3)), "a test").begin(root);
        }

        world.live(Duration.ofDays(2));
        assertThat(items()).isEqualTo(1);

        world.live(Duration.ofDays(2));
        assertThat(items()).isZero();
    }

    @Test
    void in_observe_nothing_is_purged() throws Exception {
        quarantine(1, 100);
        world.configured(Configs.observing()).kill().live(Duration.ofDays(20));

        assertThat(items()).isEqualTo(1);
        assertThat(world.events("quarantine.purge", "intent")).isEmpty();
    }

    @Test
    void old_segments_go_unless_an_item_in_quarantine_still_needs_them() throws Exception {
        Config.Quarantine plain = Configs.defaults().quarantine();
        world.configured(
                Configs.withKeptEvents(
                        quarantine(
                                new Config.Quarantine(
                                        plain.dir(),
                                        Duration.ofDays(5),
                                        plain.maxSize(),
                                        plain.keepMin(),
                                        plain.diskPressure())),
                        Duration.ofDays(2),
                        1L << 40));
        quarantine(1, 100);
        JsonNode needed = world.events("tmp.reap", "intent").getFirst();

        world.live(Duration.ofDays(4));
        assertThat(world.events("tmp.reap", "intent")).contains(needed);
        assertThat(world.events("events.expire", "intent")).isEmpty();

        world.live(Duration.ofDays(4));
        assertThat(items()).isZero();
        assertThat(world.events("events.expire", "done")).isNotEmpty();
        assertThat(world.events("tmp.reap", "intent")).isEmpty();
        assertThat(world.verify().notes().toString()).contains("went by age or size");
    }
}
