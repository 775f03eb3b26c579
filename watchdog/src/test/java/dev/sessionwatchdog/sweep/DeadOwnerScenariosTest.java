package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.observation.ProcessSight;
import dev.sessionwatchdog.sim.SimulatedOwner;
import dev.sessionwatchdog.sim.World;
import dev.sessionwatchdog.store.root.Place;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Locks whose owner is gone, and locks that name none. A gateway runs all along, so that no
/// restart recovery is waited for.
class DeadOwnerScenariosTest extends LockScene {

    @BeforeEach
    void a_gateway_runs() {
        tree().gateway(90, LONG);
    }

    private static List<String> broken(String verdict) {
        return List.of("lock.break intent " + verdict, "lock.break done");
    }

    private static String lock(int agent, int number) {
        return "agents/a%d/sessions/%08d-dc10-435b-8f07-bc76d1055a2c.jsonl.lock"
                .formatted(agent, number);
    }

    private long left() {
        return world.gatewaysFiles().keySet().stream().filter(p -> p.endsWith(".lock")).count();
    }

    @Test
    void s07_181_locks_of_a_dead_owner_go_in_batches_with_one_alert() throws Exception {
        SimulatedOwner owner = world.owner(15, LONG);
        for (int agent = 0; agent < 4; agent++) {
            String sessions = World.ROOT + "/agents/a" + agent + "/sessions";
            world.disk().mkdirs(sessions);
            world.disk().file(sessions + "/sessions.json", "{}");
        }
        for (int i = 0; i < 181; i++) {
            owner.take(lock(i % 4, i), owner.undeclared());
        }
        owner.die();

        live(seconds(29));
        assertThat(left()).as("seen once").isEqualTo(181);
        live(seconds(2));
        assertThat(left()).as("one batch").isEqualTo(161);
        live(minutes(2));
        assertThat(left()).as("three batches of 20, then 60 an hour").isEqualTo(121);
        live(hours(1));
        assertThat(left()).isEqualTo(61);
        live(hours(3));

        assertThat(left()).isZero();
        assertThat(world.events("lock.break", "done")).hasSize(181);
        List<JsonNode> alerts =
                world.events("lock.break", "observed").stream()
                        .filter(event -> text(event, "event", "kind").equals("alert"))
                        .toList();
        assertThat(alerts).hasSize(1);
        assertThat(text(alerts.getFirst(), "message"))
                .contains("181 locks to be broken: at most 20 a sweep, 60 an hour");
    }

    @Test
    void a_look_that_came_too_early_to_agree_is_followed_as_soon_as_one_may() throws Exception {
        SimulatedOwner owner = world.owner(7, LONG);
        owner.take(L, owner.undeclared());
        owner.die();
        live(seconds(1));
        live(seconds(25));
        world.changed(Place.of("agents/main/sessions"));
        live(seconds(6));

        assertThat(told()).isEqualTo(broken("dead-owner"));
    }

    @Test
    void s08b_a_dead_owners_index_lock_goes_though_everybody_writes_the_index() throws Exception {
        SimulatedOwner owner = world.owner(7, LONG);
        owner.take("sessions.json.lock", owner.undeclared());
        owner.die();
        for (int second = 1; second <= 90; second++) {
            world.time().at(Duration.ofSeconds(second), world::index);
        }

        world.live(Duration.ofSeconds(95));

        assertThat(world.has("sessions.json.lock")).isFalse();
    }

    @Test
    void s08_a_dead_owners_lock_goes_within_two_looks() throws Exception {
        SimulatedOwner owner = world.owner(7, LONG);
        owner.take(L, owner.declaring(hours(20)));
        live(hours(10).plusMinutes(30));
        assertThat(told()).isEmpty();
        owner.die();

        live(seconds(61));

        assertThat(world.has(L)).isFalse();
        assertThat(told()).isEqualTo(broken("dead-owner"));
        assertThat(messages("lock.break", "intent").getFirst())
                .contains("owner 7 is gone; locked for 10h3");
    }

    @Test
    void s09_a_strangers_process_has_the_id_since_after_the_lock() throws Exception {
        SimulatedOwner owner = world.owner(364, LONG);
        owner.take(L, owner.bare()).die();
        world.time().advance(minutes(5));
        world.processes().running(364, world.time().moment().wall());

        live(seconds(61));

        assertThat(told()).isEqualTo(broken("recycled-pid"));
    }

    /// Without the kernel's word a start time by the wall clock is not enough.
    @Test
    void s09b_where_the_kernel_cannot_say_who_has_it_open_it_stays() throws Exception {
        world.degraded();
        SimulatedOwner owner = world.owner(364, LONG);
        owner.take(L, owner.bare()).die();
        world.time().advance(minutes(5));
        world.processes().running(364, world.time().moment().wall());

        live(hours(1));

        assertThat(world.has(L)).isTrue();
        assertThat(told()).containsExactly("lock.break observed recycled-unproven");
    }

    @Test
    void s09c_another_users_process_has_the_id() throws Exception {
        SimulatedOwner owner = world.owner(364, LONG);
        owner.take(L, owner.bare()).die();
        world.processes()
                .is(
                        364,
                        new ProcessSight.Running(
                                world.time().moment().wall().minus(LONG),
                                OptionalLong.empty(),
                                false,
                                ProcessSight.Activity.RUNNING,
                                OptionalInt.of(4711),
                                Optional.empty()));

        live(seconds(61));

        assertThat(told()).isEqualTo(broken("recycled-pid"));
    }

    @Test
    void s10_the_new_gateway_itself_has_the_id() throws Exception {
        SimulatedOwner old = world.gateway(7, LONG);
        old.take(L, old.bare()).die();
        world.time().advance(minutes(9));
        world.gateway(7, Duration.ZERO);

        live(seconds(61));

        assertThat(told()).isEqualTo(broken("recycled-pid"));
    }

    @Test
    void s12_a_zombie_is_dead() throws Exception {
        SimulatedOwner owner = world.owner(7, LONG);
        owner.take(L, owner.undeclared()).becomeZombie();

        live(seconds(61));

        assertThat(told()).isEqualTo(broken("dead-owner-zombie"));
    }

    @Test
    void s14_an_empty_lock_is_left_alone_for_its_grace_and_goes_then() throws Exception {
        world.session(L, "", Duration.ZERO);

        live(seconds(59));
        assertThat(world.has(L)).isTrue();
        live(seconds(32));

        assertThat(world.has(L)).isFalse();
        assertThat(told()).isEqualTo(broken("missing-owner"));
    }

    @Test
    void s14_half_a_payload_likewise() throws Exception {
        world.session(L, "{\"pid\":7,\"crea", Duration.ZERO);

        live(seconds(59));
        assertThat(world.has(L)).isTrue();
        live(seconds(32));

        assertThat(told()).isEqualTo(broken("missing-owner"));
    }

    @Test
    void s14b_a_payload_that_appears_at_20_s_is_judged_as_any_other() throws Exception {
        SimulatedOwner gateway = world.gateway(7, LONG);
        gateway.take(L, "");
        world.time()
                .at(
                        seconds(20),
                        () ->
                                world.disk()
                                        .file(
                                                World.SESSIONS + "/" + L,
                                                gateway.declaring(minutes(17))));

        live(minutes(16));

        assertThat(world.has(L)).isTrue();
        assertThat(told()).isEmpty();
    }

    @Test
    void s14c_an_empty_lock_that_somebody_has_open_stays() throws Exception {
        world.gateway(7, LONG).take(L, "");

        live(hours(2));

        assertThat(world.has(L)).isTrue();
        assertThat(told()).containsExactly("lock.break observed open-handle");
    }

    /// Where the kernel cannot be asked, only age is left: `locks.undeclared_max_age`.
    @Test
    void s14d_without_the_kernels_word_an_empty_lock_goes_by_age_unless_it_beats()
            throws Exception {
        world.degraded();
        SimulatedOwner gateway = world.gateway(7, LONG);
        gateway.take(L, "");
        gateway.beats(L, minutes(1), hours(2));

        live(hours(2));
        assertThat(world.has(L)).isTrue();
        live(minutes(17));

        assertThat(world.has(L)).isFalse();
        assertThat(world.events("lock.break", "done").getFirst().path("degraded").asBoolean())
                .isTrue();
    }

    @Test
    void a_dead_owners_lock_that_somebody_has_open_stays() throws Exception {
        SimulatedOwner owner = world.owner(7, LONG);
        owner.take(L, owner.undeclared());
        world.disk().openBy(World.SESSIONS + "/" + L);
        owner.die();

        live(hours(2));

        assertThat(world.has(L)).isTrue();
        assertThat(told()).containsExactly("lock.break observed open-handle");
    }

    /// The count of looks that agree starts anew when one says something else.
    @Test
    void a_look_that_saw_it_open_counts_against_the_others() throws Exception {
        String path = World.SESSIONS + "/" + L;
        SimulatedOwner owner = world.owner(7, LONG);
        owner.take(L, owner.undeclared());
        live(seconds(31));
        owner.die();
        // The looks are at 60, 90 and 120 s.
        world.time().at(seconds(89 - 31), () -> world.disk().openBy(path));
        world.time().at(seconds(91 - 31), () -> world.disk().closeBy(path));

        live(seconds(121 - 31));
        assertThat(world.has(L)).isTrue();
        live(seconds(30));

        assertThat(world.has(L)).isFalse();
    }

    @Test
    void s74_a_lock_of_an_earlier_boot_has_no_owner_whoever_has_its_id_now() throws Exception {
        SimulatedOwner owner = world.owner(7, LONG);
        owner.take(L, owner.undeclared());
        live(minutes(1));
        world.kill();
        world.time().advance(minutes(10));
        world.losePower();
        world.time().advance(minutes(5));
        world.gateway(7, minutes(4));

        // The new gateway has just started, but the session is not marked as running.
        live(minutes(2));

        assertThat(world.has(L)).isFalse();
        assertThat(told()).isEqualTo(broken("dead-owner-previous-boot"));
    }
}
