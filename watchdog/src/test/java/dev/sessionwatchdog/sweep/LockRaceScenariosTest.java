package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionwatchdog.sim.SimulatedOwner;
import dev.sessionwatchdog.sim.World;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What happens to a lock between the verdict and the act, and who else is at work.
class LockRaceScenariosTest extends LockScene {

    private static final String PATH = World.SESSIONS + "/" + L;

    private SimulatedOwner gateway;
    private SimulatedOwner other;

    @BeforeEach
    void a_lock_whose_lease_is_over() {
        gateway = tree().gateway(7, LONG);
        other = world.owner(8, LONG);
        gateway.take(L, gateway.undeclared());
        world.time().advance(minutes(40));
    }

    /// Once, directly before this call on the lock under an intent of ours.
    private AtomicBoolean directlyBefore(String call, Runnable meanwhile) {
        AtomicBoolean happened = new AtomicBoolean();
        world.disk()
                .before(operation -> {
                    if (operation.name().equals(call)
                            && operation.path().equals(PATH)
                            && !happened.get()
                            && !world.events("lock.break", "intent").isEmpty()) {
                        happened.set(true);
                        meanwhile.run();
                    }
                });
        return happened;
    }

    private void anotherTakesIt() {
        gateway.release(L);
        world.session("filler", "", Duration.ZERO);
        other.take(L, other.undeclared());
    }

    @Test
    void s16_a_lock_that_another_took_before_the_last_look_is_not_touched() throws Exception {
        AtomicBoolean happened = directlyBefore("pin", this::anotherTakesIt);

        world.live(minutes(2));

        assertThat(happened).isTrue();
        assertThat(world.disk().text(PATH)).contains("\"pid\":8");
        assertThat(told())
                .containsExactly(
                        "lock.break intent live-owner-lease-lapsed",
                        "lock.break overtaken it is not the lock that was examined");
    }

    @Test
    void s16b_a_lock_that_another_took_directly_before_the_move_is_put_back() throws Exception {
        AtomicBoolean happened = directlyBefore("rename", this::anotherTakesIt);

        world.live(minutes(2));

        assertThat(happened).isTrue();
        assertThat(world.disk().text(PATH)).contains("\"pid\":8");
        assertThat(told().getFirst()).isEqualTo("lock.break intent live-owner-lease-lapsed");
        assertThat(told().get(1)).startsWith("lock.break overtaken").contains("put back");
    }

    @Test
    void s16c_a_lock_that_was_put_back_and_is_nobodys_by_then_is_taken_too() throws Exception {
        AtomicBoolean happened =
                directlyBefore(
                        "rename",
                        () -> {
                            anotherTakesIt();
                            // It lets go while its lock stands elsewhere, and finds nothing.
                            other.leak(L);
                        });

        world.live(minutes(2));

        assertThat(happened).isTrue();
        assertThat(world.has(L)).isFalse();
        assertThat(told())
                .contains("lock.break intent put-back-abandoned")
                .endsWith("lock.break done");
    }

    @Test
    void s16d_work_between_the_verdict_and_the_act_saves_the_lock() throws Exception {
        directlyBefore("pin", () -> world.append(T, "{\"more\":1}\n"));

        world.live(minutes(10));

        assertThat(world.has(L)).isTrue();
        assertThat(told())
                .startsWith(
                        "lock.break intent live-owner-lease-lapsed",
                        "lock.break overtaken what it guards has changed");
    }

    @Test
    void s16e_a_lock_that_was_released_meanwhile_is_gone() throws Exception {
        directlyBefore("pin", () -> gateway.release(L));

        world.live(minutes(10));

        assertThat(told())
                .containsExactly(
                        "lock.break intent live-owner-lease-lapsed",
                        "lock.break overtaken it is gone");
    }

    @Test
    void s16f_an_owner_that_beats_meanwhile_keeps_it() throws Exception {
        directlyBefore("pin", () -> gateway.beat(L));

        world.live(minutes(2));

        assertThat(world.has(L)).isTrue();
        assertThat(told().get(1)).startsWith("lock.break overtaken");
    }

    /// A dead owner's lock is its gateway's evidence of a crash, and judged by another rule.
    @Test
    void s16g_an_owner_that_ends_meanwhile_is_judged_anew() throws Exception {
        directlyBefore("pin", gateway::die);

        world.live(minutes(2));

        assertThat(told())
                .startsWith(
                        "lock.break intent live-owner-lease-lapsed",
                        "lock.break overtaken its owner is not as it was");
    }

    @Test
    void s19_a_second_watchdog_on_the_same_root_does_not_start() throws Exception {
        live(seconds(10));

        assertThatThrownBy(world::startAnother)
                .isInstanceOf(OwnedByAnotherException.class)
                .hasMessageContaining("another session-watchdog guards")
                .hasMessageContaining(World.ROOT);

        live(minutes(2));
        assertThat(world.events("lock.break", "done")).hasSize(1);
    }
}
