package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.sim.SimulatedOwner;
import dev.sessionwatchdog.sim.World;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Locks that cannot be judged, are not of a kind that is touched, or are not ours to judge.
class LockRefusalScenariosTest extends LockScene {

    private static final String PATH = World.SESSIONS + "/" + L;

    private SimulatedOwner deadOwner() {
        tree().gateway(90, LONG);
        return world.owner(7, LONG);
    }

    /// Every call of this name on the lock fails from now on.
    private void fails(String call, String why) {
        world.disk()
                .before(operation -> {
                    if (operation.name().equals(call) && operation.path().equals(PATH)) {
                        throw new IOException(why);
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "pin", "look"})
    void s15_a_lock_that_cannot_be_read_is_kept_and_told_and_later_judged(String call)
            throws Exception {
        SimulatedOwner owner = deadOwner();
        owner.take(L, owner.undeclared()).die();
        fails(call, "Input/output error");

        live(seconds(100));
        assertThat(told()).containsExactly("lock.break observed unknown-read-error");
        live(hours(1));
        assertThat(world.has(L)).isTrue();
        assertThat(world.events("sweep.summary", "observed")).hasSizeGreaterThan(5);
        assertThat(told())
                .containsExactly(
                        "lock.break observed unknown-read-error",
                        "lock.break observed unknown-read-error!");

        world.disk().before(_ -> {});
        live(seconds(95));
        assertThat(world.has(L)).isFalse();
        assertThat(told()).endsWith("lock.break intent dead-owner", "lock.break done");
    }

    @Test
    void s15b_a_lock_that_is_released_while_it_is_looked_at_is_nothing_to_tell() throws Exception {
        SimulatedOwner gateway = tree().gateway(7, LONG);
        gateway.take(L, gateway.undeclared());
        AtomicInteger releases = new AtomicInteger();
        directlyBeforePin(() -> {
            releases.incrementAndGet();
            gateway.release(L);
        });

        live(minutes(2));

        assertThat(releases).hasValue(1);
        assertThat(told()).isEmpty();
    }

    /// The gateway does something with its lock when that was seen and is about to be opened.
    private void directlyBeforePin(Runnable meanwhile) {
        AtomicBoolean within = new AtomicBoolean();
        world.disk()
                .before(operation -> {
                    if (operation.name().equals("pin")
                            && operation.path().equals(PATH)
                            && within.compareAndSet(false, true)) {
                        meanwhile.run();
                        within.set(false);
                    }
                });
    }

    @Test
    void s17_a_guard_of_somebody_else_beside_a_lock_is_told_and_left() throws Exception {
        SimulatedOwner owner = deadOwner();
        owner.take(L, owner.undeclared()).die();
        world.disk().mkdirs(PATH + ".reclaim");
        world.disk().setMtime(PATH + ".reclaim", world.time().moment().wall().minus(hours(72)));

        live(hours(2));

        assertThat(world.has(L)).isTrue();
        assertThat(world.has(L + ".reclaim")).isTrue();
        assertThat(told()).containsExactly("lock.break observed foreign-guard!");
        assertThat(messages("lock.break", "observed").getLast()).contains("3d").contains("by hand");
    }

    @Test
    void s17b_a_guard_without_a_lock_is_told_and_left() throws Exception {
        tree().disk().mkdirs(PATH + ".reclaim");
        world.disk().setMtime(PATH + ".reclaim", world.time().moment().wall().minus(hours(72)));

        live(hours(2));

        assertThat(world.has(L + ".reclaim")).isTrue();
        assertThat(told()).containsExactly("lock.break observed foreign-guard!");
        assertThat(messages("lock.break", "observed").getFirst()).contains("3d ago");
    }

    @Test
    void s17c_while_somebody_reclaims_it_the_lock_is_theirs() throws Exception {
        SimulatedOwner owner = deadOwner();
        owner.take(L, owner.undeclared()).die();
        world.disk().mkdirs(PATH + ".reclaim");
        world.time().at(seconds(70), () -> world.disk().remove(PATH + ".reclaim"));

        live(seconds(100));
        assertThat(world.has(L)).isTrue();
        assertThat(told()).containsExactly("lock.break observed guarded");
        live(seconds(61));

        assertThat(world.has(L)).isFalse();
    }

    @Test
    void s20_a_link_in_place_of_a_lock_is_never_followed() throws Exception {
        deadOwner();
        world.session("target", "{\"pid\":7}", hours(3)).disk().symlink(PATH, "target");

        live(hours(1));

        assertThat(told()).containsExactly("lock.break refused symlink!");
    }

    @Test
    void s20b_a_link_that_leads_nowhere_neither() throws Exception {
        deadOwner();
        world.disk().symlink(PATH, "nowhere");

        live(hours(1));

        assertThat(told()).containsExactly("lock.break refused symlink!");
    }

    @Test
    void s20c_a_directory_a_pipe_and_a_device_are_not_opened() throws Exception {
        deadOwner();
        world.disk().mkdirs(PATH);
        world.disk().fifo(World.SESSIONS + "/b.jsonl.lock");
        world.disk().device(World.SESSIONS + "/c.jsonl.lock");

        live(hours(1));

        assertThat(told())
                .containsExactlyInAnyOrder(
                        "lock.break refused directory!",
                        "lock.break refused device, FIFO or socket!",
                        "lock.break refused device, FIFO or socket!");
    }

    @Test
    void s20d_a_lock_with_a_second_name_stays() throws Exception {
        SimulatedOwner owner = deadOwner();
        owner.take(L, owner.undeclared()).die();
        world.disk().link(PATH, World.SESSIONS + "/other");

        live(hours(1));

        assertThat(told()).containsExactly("lock.break refused hard-linked (2 names)!");
    }

    @Test
    void s20e_a_lock_of_another_user_and_one_that_is_too_large_stay() throws Exception {
        SimulatedOwner owner = deadOwner();
        owner.take(L, owner.undeclared()).die();
        world.disk().setUid(PATH, 4711);
        world.session("b.jsonl.lock", " ".repeat(70_000), hours(3));

        live(hours(1));

        assertThat(told())
                .containsExactly(
                        "lock.break refused foreign owner (uid 4711)!",
                        "lock.break refused larger than any lock (70000 bytes)!");
    }

    @Test
    void s21_locks_that_are_not_a_stores_own_are_no_candidates() throws Exception {
        SimulatedOwner owner = deadOwner();
        String dead = owner.undeclared();
        owner.die();
        for (String name :
                new String[] {
                    "gateway.1a2b3c4d.lock",
                    ".usage-cost-cache.json.lock",
                    "auth-profiles.json.lock",
                    "package-lock.json",
                    "yarn.lock",
                    "x.lock",
                    "notes.jsonl.lock.bak",
                    "a.trajectory.jsonl.lock"
                }) {
            world.session(name, dead, Duration.ofDays(3));
        }
        world.disk().mkdirs(World.ROOT + "/workspace");
        world.disk().file(World.ROOT + "/workspace/a.jsonl.lock", dead);
        var before = world.gatewaysFiles();

        live(hours(3));

        assertThat(world.gatewaysFiles()).isEqualTo(before);
        assertThat(told()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "upgrading", "mixed", "unknown"})
    void locks_of_a_store_that_is_not_ours_are_reported_once(String era) throws Exception {
        SimulatedOwner owner = deadOwner();
        owner.take(L, owner.undeclared()).die();
        String agent = World.ROOT + "/agents/main";
        switch (era) {
            case "sqlite" -> {
                world.disk().mkdirs(agent + "/session-sqlite-import-archive");
                world.disk().remove(World.SESSIONS + "/sessions.json");
                world.disk().remove(World.SESSIONS + "/" + T);
            }
            case "upgrading" -> world.disk().mkdirs(agent + "/session-sqlite-import-archive");
            case "mixed" -> world.disk().mkdirs(World.SESSIONS + "/sessions.d");
            default -> world.disk().remove(World.SESSIONS + "/sessions.json");
        }

        live(hours(2));

        assertThat(world.has(L)).isTrue();
        assertThat(told()).containsExactly("lock.break observed era-" + era);
    }

    @Test
    void s52_while_one_store_is_upgraded_the_locks_of_all_others_stay() throws Exception {
        SimulatedOwner owner = deadOwner();
        String other = World.ROOT + "/agents/other";
        world.disk().mkdirs(other + "/sessions");
        world.disk().file(other + "/sessions/sessions.json", "{}");
        world.disk().mkdirs(other + "/session-sqlite-import-archive");
        live(minutes(1));
        owner.take(L, owner.undeclared()).die();

        live(hours(2));

        assertThat(world.has(L)).isTrue();
        assertThat(told()).containsExactly("lock.break observed store.upgrading");
        world.disk().remove(other + "/session-sqlite-import-archive");
        world.live(minutes(6));
        assertThat(world.has(L)).isFalse();
    }
}
