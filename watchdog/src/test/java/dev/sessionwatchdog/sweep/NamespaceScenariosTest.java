package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.sim.SimulatedOwner;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Locks whose process ids may count in another container: nothing is concluded from processes, and
/// what time says is reported only.
class NamespaceScenariosTest extends LockScene {

    private static final String SUSPECT = "lock.suspect observed lease-running-out!";
    private static final String REPORTED = "lock.break observed namespace-unknown!";

    @Test
    void s70_on_the_host_a_containers_dead_looking_owner_is_not_dead() throws Exception {
        tree().processes().otherNamespaces();
        world.session(L, "{\"pid\":7}", Duration.ZERO);

        live(hours(3));

        assertThat(world.has(L)).isTrue();
        assertThat(told()).containsExactly(SUSPECT, REPORTED);
        assertThat(messages("lock.break", "observed").getFirst())
                .contains("may be another container's process")
                .contains("give each gateway its own state directory");
    }

    @Test
    void s70b_a_kernel_thread_with_the_same_id_is_no_successor() throws Exception {
        tree().processes().otherNamespaces();
        SimulatedOwner inside = world.owner(7, LONG);
        inside.take(L, inside.undeclared());
        world.time().advance(minutes(9));
        world.owner(7, minutes(1));

        live(hours(3));

        assertThat(world.has(L)).isTrue();
        assertThat(told()).containsExactly(SUSPECT, REPORTED);
    }

    /// The gateway was found with its process id as the container counts (NSpid).
    @Test
    void s70c_once_the_namespace_is_proven_the_owner_counts_as_any_other() throws Exception {
        tree().processes().otherNamespaces();
        world.gateway(90, LONG);
        world.session(L, "{\"pid\":7}", Duration.ZERO);
        live(minutes(2));
        world.processes().oneNamespace();

        live(seconds(61));

        assertThat(told()).containsExactly("lock.break intent dead-owner", "lock.break done");
    }

    /// Its start time is the one in the lock: no other process has both.
    @Test
    void s70d_an_owner_that_was_seen_alive_beyond_doubt_may_be_seen_dead() throws Exception {
        tree().processes().otherNamespaces();
        world.gateway(90, LONG);
        SimulatedOwner owner = world.owner(7, LONG);
        owner.take(L, owner.undeclared());
        live(minutes(1));
        owner.die();

        live(seconds(61));

        assertThat(told()).containsExactly("lock.break intent dead-owner", "lock.break done");
    }

    @Test
    void s71_from_inside_a_container_a_lock_of_the_host_stays() throws Exception {
        tree().processes().otherNamespaces();
        SimulatedOwner own = world.gateway(1, minutes(30));
        // On the host, process 1 is another one.
        world.session(L, own.bare(), Duration.ZERO);

        live(hours(3));

        assertThat(world.has(L)).isTrue();
        assertThat(told()).containsExactly(SUSPECT, REPORTED);
    }

    @Test
    void s72_two_gateways_on_a_shared_volume_are_not_told_apart_by_process_ids() throws Exception {
        tree().processes().otherNamespaces();
        SimulatedOwner here = world.gateway(7, LONG).ofAnotherTime();
        here.take(L, here.undeclared());
        world.session("b.jsonl.lock", "{\"pid\":7,\"starttime\":4711}", Duration.ZERO);

        live(hours(3));

        assertThat(world.has(L)).isTrue();
        assertThat(world.has("b.jsonl.lock")).isTrue();
        assertThat(told()).containsExactlyInAnyOrder(SUSPECT, SUSPECT, REPORTED, REPORTED);
    }

    @Test
    void s73_a_container_that_was_made_anew_has_another_process_7() throws Exception {
        tree().gateway(90, LONG);
        SimulatedOwner first = world.owner(7, LONG);
        first.take(L, first.undeclared()).die();
        world.time().advance(seconds(3));
        world.owner(7, Duration.ZERO);

        live(seconds(61));

        assertThat(told()).containsExactly("lock.break intent recycled-pid", "lock.break done");
    }

    @Test
    void a_blind_watchdog_takes_nobody_for_dead() throws Exception {
        tree().processes().blind();
        world.session(L, "{\"pid\":7}", Duration.ZERO);

        live(hours(3));

        assertThat(world.has(L)).isTrue();
        assertThat(told()).containsExactly(SUSPECT, "lock.break observed blind!");
    }

    @Test
    void an_owner_that_cannot_be_seen_is_not_dead() throws Exception {
        tree().processes().unknown(7);
        world.session(L, "{\"pid\":7}", Duration.ZERO);

        live(hours(3));

        assertThat(world.has(L)).isTrue();
        assertThat(told()).containsExactly(SUSPECT, "lock.break observed owner-unknown!");
    }
}
