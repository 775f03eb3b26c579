package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sessionwatchdog.sim.Configs;
import dev.sessionwatchdog.sim.SimulatedOwner;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Locks of living owners, by the number of the incident. Where a number of the report differs from
/// the default configuration, the configuration decides.
class LockScenariosTest extends LockScene {

    private static final List<String> SUSPECTED_AND_BROKEN =
            List.of(
                    "lock.suspect observed lease-running-out!",
                    "lock.break intent live-owner-lease-lapsed",
                    "lock.break done");

    /// The report's 28 hours are `locks.undeclared_max_age`, 15 minutes.
    @Test
    void s01_a_lock_that_declares_nothing_is_suspected_once_and_then_broken() throws Exception {
        SimulatedOwner gateway = tree().gateway(7, LONG);
        gateway.take(L, gateway.undeclared());

        live(minutes(14));
        assertThat(world.has(L)).isTrue();
        assertThat(told()).containsExactly("lock.suspect observed lease-running-out!");
        live(minutes(2));

        assertThat(world.has(L)).isFalse();
        assertThat(told()).isEqualTo(SUSPECTED_AND_BROKEN);
        JsonNode intent = world.events("lock.break", "intent").getFirst();
        assertThat(intent.path("fenced").asBoolean(true)).isFalse();
        assertThat(text(intent, "labels", "risk")).contains("2026.3.13 - 5.7");
        assertThat(messages("lock.break", "intent").getFirst())
                .contains("owner 7 (openclaw-gateway) is alive")
                .contains("held for 15m")
                .contains("limit 15m, nothing declared");
    }

    @Test
    void s01_a_lock_of_28_hours_is_broken_after_two_looks_of_a_new_watchdog() throws Exception {
        world.time().advance(hours(1));
        SimulatedOwner gateway = tree().gateway(7, LONG.minusHours(2));
        gateway.take(L, gateway.undeclared());
        world.time().advance(hours(28).plusMinutes(31));

        live(seconds(90));

        assertThat(world.has(L)).isFalse();
        assertThat(told())
                .containsExactly("lock.break intent live-owner-lease-lapsed", "lock.break done");
        long age =
                world.events("lock.break", "intent")
                        .getFirst()
                        .path("lock")
                        .path("age_ms")
                        .asLong();
        assertThat(age).isCloseTo(102_660_000L, within(60_000L));
    }

    @Test
    void s02_a_declared_lease_is_respected_to_its_end_and_a_grace() throws Exception {
        SimulatedOwner gateway = tree().gateway(7, LONG);
        gateway.take(L, gateway.declaring(minutes(17)));

        live(seconds(16 * 60 + 59));
        assertThat(told()).isEmpty();
        live(minutes(2));
        assertThat(world.has(L)).isTrue();
        live(seconds(90));

        assertThat(world.has(L)).isFalse();
        assertThat(told()).isEqualTo(SUSPECTED_AND_BROKEN);
    }

    /// `protocols.md` 5, verdicts: evidence 1 with a live owner.
    @Test
    void s02b_a_lock_that_its_live_owner_has_closed_goes_after_the_grace_alone() throws Exception {
        SimulatedOwner gateway = tree().gateway(7, LONG);
        gateway.take(L, gateway.declaring(minutes(17))).leak(L);

        live(seconds(115));
        assertThat(world.has(L)).isTrue();
        live(seconds(65));

        assertThat(world.has(L)).isFalse();
        assertThat(told())
                .containsExactly(
                        "lock.suspect observed leaked-by-live-owner!",
                        "lock.break intent leaked-by-live-owner",
                        "lock.break done");
    }

    @Test
    void s03_a_lease_is_over_but_work_goes_on() throws Exception {
        SimulatedOwner gateway = tree().gateway(7, LONG);
        gateway.take(L, gateway.declaring(minutes(17)));
        for (int i = 1; i <= 240; i++) {
            world.time().at(minutes(i), () -> world.append(T, "{\"more\":1}\n"));
        }

        live(hours(4));
        assertThat(world.has(L)).isTrue();
        assertThat(told()).containsExactly("lock.break observed lease-lapsed-but-progressing");
        live(minutes(4));

        assertThat(world.has(L)).isFalse();
    }

    @Test
    void s03b_growth_between_the_two_looks_starts_the_count_anew() throws Exception {
        SimulatedOwner gateway = tree().gateway(7, LONG);
        gateway.take(L, gateway.declaring(minutes(17)));
        // At 19:00 the lease and its grace are over: the first look that says so is at 19:00.
        world.time().at(seconds(19 * 60 + 20), () -> world.append(T, "{\"more\":1}\n"));

        live(minutes(21));

        assertThat(world.has(L)).isTrue();
    }

    @Test
    void s04_a_lock_that_outlives_its_session_goes_after_the_grace() throws Exception {
        SimulatedOwner gateway = tree().gateway(7, LONG);
        gateway.take(L, gateway.declaring(minutes(12)));
        world.time().at(minutes(1), () -> world.session(X, ended(), Duration.ZERO));

        live(minutes(4));

        assertThat(world.has(L)).isFalse();
        assertThat(told()).contains("lock.break intent session-ended");
    }

    @Test
    void s04b_an_end_that_is_older_than_the_lock_is_another_runs() throws Exception {
        tree().session(X, ended(), Duration.ZERO);
        world.time().advance(seconds(2));
        SimulatedOwner gateway = world.gateway(7, LONG);
        gateway.take(L, gateway.declaring(minutes(12)));

        live(minutes(13));
        assertThat(world.has(L)).isTrue();
        live(minutes(3));

        assertThat(told()).isEqualTo(SUSPECTED_AND_BROKEN);
    }

    private String ended() {
        return "{\"traceSchema\":\"openclaw-trajectory\",\"type\":\"session.ended\",\"ts\":\"%s\"}\n"
                .formatted(world.time().moment().wall());
    }

    @Test
    void s11_an_in_process_restart_cannot_be_seen_so_the_owner_counts_as_living() throws Exception {
        SimulatedOwner gateway = tree().gateway(7, LONG);
        gateway.take(L, gateway.declaring(minutes(17)));
        // It forgets the lock in memory, and the handle stays open: nothing changes outside.

        live(minutes(18));
        assertThat(world.has(L)).isTrue();
        live(minutes(3));

        assertThat(told()).isEqualTo(SUSPECTED_AND_BROKEN);
    }

    @Test
    void s13_two_gateways_are_told_with_their_processes_and_the_lock_goes_by_its_lease()
            throws Exception {
        SimulatedOwner old = tree().gateway(7, LONG);
        world.gateway(9, minutes(30));
        old.take(L, old.declaring(minutes(17)));

        live(seconds(18 * 60 + 50));
        assertThat(world.has(L)).isTrue();
        assertThat(told()).containsExactly("lock.suspect observed live-owner-duplicate-gateway!");
        assertThat(messages("lock.suspect", "observed").getFirst())
                .contains("7 since 2026-06-01T05:00:00Z, orphaned")
                .contains("9 since 2026-06-01T07:30:00Z")
                .contains("stop the one that should not");
        live(minutes(2));

        assertThat(world.has(L)).isFalse();
    }

    @Test
    void s22_a_burst_of_sub_agents_is_worth_no_line() throws Exception {
        SimulatedOwner gateway = tree().gateway(7, LONG);
        for (int i = 0; i < 12; i++) {
            String lock = "%08d-dc10-435b-8f07-bc76d1055a2c.jsonl.lock".formatted(i);
            world.time()
                    .at(seconds(10 + i), () -> gateway.take(lock, gateway.declaring(minutes(17))));
            world.time().at(seconds(36 + 4L * i), () -> gateway.release(lock));
        }

        live(minutes(10));

        assertThat(told()).isEmpty();
    }

    @Test
    void a_lock_that_is_touched_stays_for_hours_and_goes_soon_after_the_last_touch()
            throws Exception {
        SimulatedOwner gateway = tree().gateway(7, LONG);
        gateway.take(L, gateway.leased(seconds(15), seconds(5)));
        gateway.beats(L, seconds(5), hours(6));

        live(hours(6));
        assertThat(world.has(L)).isTrue();
        // The term of 15 s times 1.5, two looks that are 30 s apart, and one that comes late.
        live(seconds(22 + 30 + 5));

        assertThat(world.has(L)).isFalse();
        assertThat(told())
                .containsExactly(
                        "lock.break observed renewing-without-progress!",
                        "lock.suspect observed lease-running-out!",
                        "lock.break intent live-owner-lease-lapsed",
                        "lock.break done");
        assertThat(messages("lock.break", "intent").getFirst())
                .contains("is alive")
                .containsPattern("silent for 5\\ds, limit 22s");
    }

    /// Nothing is declared: two beats that were seen make a heartbeat of
    /// `locks.heartbeat.undeclared_term`, 5 minutes.
    @Test
    void an_undeclared_lock_that_is_touched_stays_for_hours_too() throws Exception {
        SimulatedOwner gateway = tree().gateway(7, LONG);
        gateway.take(L, gateway.undeclared());
        gateway.beats(L, minutes(4), hours(6));

        live(hours(6));
        assertThat(world.has(L)).isTrue();
        live(seconds(450 + 30 + 35));

        assertThat(world.has(L)).isFalse();
    }

    @Test
    void observing_says_what_would_be_broken_and_changes_nothing() throws Exception {
        world.configured(Configs.observing());
        SimulatedOwner gateway = tree().gateway(7, LONG);
        gateway.take(L, gateway.undeclared());
        var before = world.gatewaysFiles();

        live(hours(2));

        assertThat(world.gatewaysFiles()).isEqualTo(before);
        assertThat(told())
                .containsExactly(
                        "lock.suspect observed lease-running-out!",
                        "lock.break observed mode: observe");
    }
}
