package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.sim.Configs;
import dev.sessionwatchdog.sim.SimulatedOwner;
import dev.sessionwatchdog.sim.World;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What a sweep with much to do leaves to others: the disk, and the daemon's own other duties.
class FairnessScenariosTest {

    private static final Duration OLD = Duration.ofHours(5);
    private static final String LOCK =
            "agents/main/sessions/5f0c7a52-dc10-435b-8f07-bc76d1055a2c.jsonl.lock";

    private final World world = World.seeded(31);

    @AfterEach
    void the_log_holds() throws IOException {
        assertThat(world.verify().sound()).as("%s", world.verify()).isTrue();
        assertThat(world.verify().openIntents()).isEmpty();
        RetentionScenariosTest.assertValid(world);
    }

    private void orphans(int from, int to, int size) {
        for (int i = from; i < to; i++) {
            world.session(name(i), "x".repeat(size), OLD);
        }
    }

    private static String name(int i) {
        return "sessions.json.%08x-688b-41a1-b4f1-a4e2d099365b.tmp".formatted(i);
    }

    private static Config rate(int files, long bytes) {
        Config.Tmp tmp = Configs.defaults().tmp();
        return Configs.defaults()
                .withTmp(
                        new Config.Tmp(
                                tmp.enabled(),
                                tmp.olderThan(),
                                tmp.confirmGap(),
                                tmp.action(),
                                tmp.maxPerSweep(),
                                new Config.Rate(files, bytes, true)));
    }

    private List<Instant> reaped() {
        return world.events("tmp.reap", "done").stream().map(FairnessScenariosTest::at).toList();
    }

    private static Instant at(JsonNode event) {
        return Instant.parse(event.path("@timestamp").asString(""));
    }

    private static Duration between(List<Instant> times) {
        return Duration.between(times.getFirst(), times.getLast());
    }

    private List<JsonNode> summaries(String field) {
        return world.events("sweep.summary", "observed").stream()
                .filter(event -> event.path("sweep").has(field))
                .toList();
    }

    @Test
    void while_others_wait_for_the_disk_orphans_go_slower_and_the_summaries_say_so()
            throws Exception {
        world.index().pressure().waiting(0.5);
        orphans(0, 1_500, 1);

        world.live(Duration.ofMinutes(20));

        assertThat(reaped()).hasSize(1_500);
        assertThat(between(reaped())).isBetween(Duration.ofSeconds(20), Duration.ofMinutes(2));
        assertThat(summaries("backed_off_ms"))
                .anySatisfy(event -> {
                    long waited = event.path("sweep").path("backed_off_ms").asLong();
                    assertThat(waited).isGreaterThan(1_000);
                    assertThat(event.path("event").path("duration_ns").asLong())
                            .isGreaterThanOrEqualTo(waited * 1_000_000);
                    assertThat(event.path("message").asString(""))
                            .contains("because others waited for the disk");
                });
    }

    @Test
    void where_nobody_waits_or_nothing_is_told_they_go_at_the_configured_rate() throws Exception {
        world.index();
        orphans(0, 1_500, 1);
        world.live(Duration.ofMinutes(20));
        assertThat(reaped()).hasSize(1_500);
        assertThat(between(reaped())).isLessThan(Duration.ofSeconds(5));
        assertThat(summaries("paced_ms"))
                .isNotEmpty()
                .allSatisfy(event ->
                        assertThat(event.path("sweep").path("backed_off_ms").asLong()).isZero());

        world.pressure().waiting(0.01);
        orphans(1_500, 3_000, 1);
        world.live(Duration.ofMinutes(20));
        assertThat(reaped()).hasSize(3_000);
        assertThat(between(reaped().subList(1_500, 3_000))).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void locks_are_broken_in_time_while_a_large_backlog_goes_slowly() throws Exception {
        world.configured(rate(1_000, 1_000)).index();
        world.gateway(90, Duration.ofHours(8));
        orphans(0, 3_000, 100);
        world.live(Duration.ofMinutes(2));
        assertThat(reaped()).isNotEmpty().hasSizeLessThan(2_000);

        SimulatedOwner owner = world.owner(15, Duration.ofHours(8));
        owner.take(LOCK, owner.undeclared());
        owner.die();
        Instant leaked = world.time().moment().wall();
        world.live(Duration.ofMinutes(2));

        assertThat(reaped()).as("still at it").hasSizeLessThan(2_900);
        assertThat(world.events("lock.break", "done")).hasSize(1);
        assertThat(at(world.events("lock.break", "done").getFirst()))
                .isBefore(leaked.plusSeconds(75));
        assertThat(world.events("clock.gap", "observed")).isEmpty();
        world.live(Duration.ofMinutes(10));
        assertThat(reaped()).hasSize(3_000);
        assertThat(between(reaped())).isGreaterThan(Duration.ofSeconds(295));
    }

    @Test
    void a_huge_file_goes_at_once_and_its_price_is_paid_without_looking_away() throws Exception {
        world.configured(rate(1_000, 1_000)).index();
        world.session(name(1), "x".repeat(200_000), OLD.plusMinutes(1));
        world.session(name(2), "x", OLD);

        world.live(Duration.ofMinutes(20));

        assertThat(reaped()).hasSize(2);
        assertThat(between(reaped())).isBetween(Duration.ofSeconds(190), Duration.ofSeconds(300));
        assertThat(world.events("clock.gap", "observed")).isEmpty();
    }

    @Test
    void however_slow_the_pace_it_is_asked_every_second_or_so_whether_to_stop() throws Exception {
        List<Instant> asked = new ArrayList<>();
        world.whenAsked(() -> asked.add(world.time().moment().wall()));
        world.configured(rate(1_000, 50)).index();
        orphans(0, 40, 100);

        world.live(Duration.ofMinutes(5));

        assertThat(reaped()).hasSize(40);
        List<Instant> meanwhile =
                asked.stream()
                        .filter(at -> !at.isBefore(reaped().getFirst()))
                        .filter(at -> !at.isAfter(reaped().getLast()))
                        .toList();
        assertThat(between(meanwhile)).isGreaterThan(Duration.ofSeconds(70));
        for (int i = 1; i < meanwhile.size(); i++) {
            assertThat(Duration.between(meanwhile.get(i - 1), meanwhile.get(i)))
                    .isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void what_leaves_the_quarantine_goes_at_the_same_pace() throws Exception {
        world.configured(rate(5, 1 << 20)).index();
        world.disk()
                .setMtime(
                        World.SESSIONS + "/sessions.json",
                        world.time().moment().wall().minus(OLD.plusHours(1)));
        orphans(0, 60, 10);
        world.live(Duration.ofHours(2));
        assertThat(world.disk().names(World.ROOT + "/.session-watchdog/quarantine")).hasSize(60);

        world.live(Duration.ofDays(15));

        List<Instant> gone =
                world.events("quarantine.purge", "done").stream()
                        .map(FairnessScenariosTest::at)
                        .toList();
        assertThat(gone).hasSize(60);
        for (int i = 0; i + 11 < gone.size(); i++) {
            assertThat(Duration.between(gone.get(i), gone.get(i + 11)))
                    .as("from the %dth on", i)
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        }
    }
}
