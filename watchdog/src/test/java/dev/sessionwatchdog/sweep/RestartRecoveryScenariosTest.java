package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.sim.SimulatedOwner;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A dead owner's lock is crash evidence: some gateways turn it into restart recovery at their next
/// start (`protocols.md` 5). It is kept exactly as long as one may want it.
class RestartRecoveryScenariosTest extends LockScene {

    private static final String AWAITED = "lock.break observed awaiting-restart-recovery";

    private final SimulatedOwner owner = world.gateway(7, LONG);

    private void indexSays(String status) {
        world.session(
                "sessions.json",
                "{\"agent:main:main\":{\"sessionId\":\"%s\",\"status\":\"%s\"}}"
                        .formatted(ID, status),
                Duration.ZERO);
    }

    private void aGatewayThatDiesUnderItsLock(String status) {
        tree();
        indexSays(status);
        owner.take(L, owner.declaring(minutes(17)));
        world.time().at(minutes(5), owner::die);
    }

    @Test
    void while_no_gateway_runs_the_lock_of_a_running_session_is_kept() throws Exception {
        aGatewayThatDiesUnderItsLock("running");

        live(hours(12));

        assertThat(world.has(L)).isTrue();
        assertThat(told()).containsExactly(AWAITED);
        assertThat(messages("lock.break", "observed").getFirst())
                .contains("owner 7 is gone")
                .contains("the session is marked running, no gateway runs");
    }

    @Test
    void a_gateway_that_has_just_started_is_given_its_time() throws Exception {
        aGatewayThatDiesUnderItsLock("running");
        live(minutes(8));
        SimulatedOwner next = world.gateway(9, Duration.ZERO);

        live(minutes(9));
        assertThat(world.has(L)).isTrue();
        live(minutes(2));

        assertThat(world.has(L)).isFalse();
        assertThat(told())
                .containsExactly(AWAITED, "lock.break intent dead-owner", "lock.break done");
        assertThat(next.pid()).isEqualTo(9);
    }

    /// A gateway that recovers takes the lock away itself.
    @Test
    void a_gateway_that_recovers_finds_its_evidence() throws Exception {
        aGatewayThatDiesUnderItsLock("running");
        live(minutes(8));
        world.gateway(9, Duration.ZERO);
        world.time().at(minutes(2), () -> owner.release(L));

        live(hours(1));

        assertThat(told()).containsExactly(AWAITED);
    }

    @Test
    void a_gateway_that_ran_before_does_not_need_it() throws Exception {
        aGatewayThatDiesUnderItsLock("running");
        world.gateway(9, hours(1));

        live(minutes(5).plusSeconds(61));

        assertThat(told()).containsExactly("lock.break intent dead-owner", "lock.break done");
    }

    /// Start times are told to a few seconds only.
    @Test
    void a_gateway_that_seems_as_old_as_the_lock_may_need_it() throws Exception {
        tree();
        indexSays("running");
        owner.take(L, owner.undeclared());
        owner.die();
        world.gateway(9, seconds(2));

        live(minutes(9));
        assertThat(world.has(L)).isTrue();
        live(minutes(2));

        assertThat(world.has(L)).isFalse();
    }

    @Test
    void a_session_that_is_not_running_needs_no_recovery() throws Exception {
        aGatewayThatDiesUnderItsLock("idle");

        live(minutes(5).plusSeconds(61));

        assertThat(told()).containsExactly("lock.break intent dead-owner", "lock.break done");
    }

    @Test
    void a_session_that_ends_later_needs_none_any_more() throws Exception {
        aGatewayThatDiesUnderItsLock("running");
        live(hours(1));
        assertThat(world.has(L)).isTrue();
        indexSays("done");

        live(seconds(61));

        assertThat(world.has(L)).isFalse();
    }

    @Test
    void a_torn_index_does_not_say_that_it_is_not_running() throws Exception {
        aGatewayThatDiesUnderItsLock("running");
        world.session("sessions.json", "{\"agent:main:main\":{\"sessionId\"", Duration.ZERO);

        live(hours(3));

        assertThat(world.has(L)).isTrue();
        assertThat(told()).containsExactly(AWAITED);
        assertThat(messages("lock.break", "observed").getFirst()).contains("it cannot be told");
    }

    @Test
    void the_indexs_own_lock_is_no_sessions_evidence() throws Exception {
        tree();
        indexSays("running");
        owner.take("sessions.json.lock", owner.undeclared());
        owner.die();

        live(seconds(61));

        assertThat(told()).containsExactly("lock.break intent dead-owner", "lock.break done");
    }
}
