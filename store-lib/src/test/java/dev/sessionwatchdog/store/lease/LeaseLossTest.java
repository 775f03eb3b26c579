package dev.sessionwatchdog.store.lease;

import static dev.sessionwatchdog.store.lease.SimulatedStore.E;
import static dev.sessionwatchdog.store.lease.SimulatedStore.bytes;
import static dev.sessionwatchdog.store.lease.SimulatedStore.granted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// How an owner, and those who watch it, come to know that a lease is over.
class LeaseLossTest {

    private final SimulatedStore store = SimulatedStore.empty();

    @Test
    void an_owner_that_could_not_renew_in_time_stops_by_its_own_clock() throws Exception {
        Leases leases = store.process();
        Lease lease = granted(leases.claim(E));
        store.time.advance(Duration.ofMillis(9_999));
        assertThat(lease.loss()).isEmpty();
        store.time.advance(Duration.ofMillis(1));
        assertThat(lease.commit(bytes("late")))
                .isInstanceOfSatisfying(
                        Commit.Lost.class,
                        lost -> assertThat(lost.loss().cause()).isEqualTo(Loss.Cause.STOPPED));
        leases.beatDue();
        assertThat(lease.loss()).as("it never comes back").isPresent();
        assertThat(store.hasEntry()).isFalse();
        lease.close();
        assertThat(store.token()).as("it is given back").isEqualTo(new Token.Free(1));
    }

    @Test
    void a_sleep_of_the_machine_stops_the_owner_though_no_monotonic_time_passed() throws Exception {
        Lease lease = granted(store.process().claim(E));
        store.time.sleepMachine(Duration.ofMinutes(1));
        assertThat(lease.commit(bytes("after the sleep"))).isInstanceOf(Commit.Lost.class);
    }

    @Test
    void a_step_of_the_wall_clock_means_nothing_to_owner_and_observer() throws Exception {
        Leases one = store.process();
        Leases other = store.process(Duration.ofMinutes(4));
        Lease lease = granted(one.claim(E));
        AtomicInteger steps = new AtomicInteger();
        store.time.onAwait(() -> {
            boolean forth = steps.incrementAndGet() % 2 == 0;
            store.time.stepWall(Duration.ofDays(forth ? 3650 : -3650));
            one.beatDue();
        });
        lease.expectSilence(Duration.ofHours(1));
        assertThat(other.claim(E)).isInstanceOf(Claim.Busy.class);
        assertThat(steps.get()).isGreaterThan(500);
        assertThat(lease.commit(bytes("still mine"))).isEqualTo(new Commit.Committed(1));
        assertThat(store.events.all).isEmpty();
    }

    @Test
    void written_beats_strictly_increase_whatever_the_wall_clock_does() throws Exception {
        Leases leases = store.process();
        Lease lease = granted(leases.claim(E));
        List<Instant> written = new ArrayList<>();
        for (int beat = 0; beat < 20; beat++) {
            store.time.stepWall(Duration.ofDays(beat % 2 == 0 ? -400 : 300));
            store.time.advance(Duration.ofSeconds(3));
            leases.beatDue();
            if (leases.look(E) instanceof LeaseLook.Held held) {
                written.add(held.sighting().beat().orElseThrow());
            }
        }
        assertThat(written).hasSize(20).isSorted().doesNotHaveDuplicates();
        assertThat(lease.loss()).isEmpty();
    }

    @Test
    void a_lease_that_beats_for_ever_without_progress_is_broken_for_that_reason() throws Exception {
        Leases zombie = store.process();
        Leases next = store.process(Duration.ofMinutes(6));
        Lease stuck = granted(zombie.claim(E));
        store.time.onAwait(zombie::beatDue);
        Lease lease = granted(next.claim(E));
        assertThat(store.events.of(Phase.INTENT))
                .singleElement()
                .satisfies(it -> assertThat(it.reason()).contains("progress_stalled"));
        assertThat(stuck.commit(bytes("zombie"))).isInstanceOf(Commit.Lost.class);
        store.time.advance(Duration.ofSeconds(3));
        next.beatDue();
        assertThat(lease.commit(bytes("next"))).isEqualTo(new Commit.Committed(2));
        assertThat(store.entry()).isEqualTo("next");
    }

    /// Term and a half and two samples, and the pause before the last look (`protocols.md` 1).
    @Test
    void a_silent_owners_lease_is_free_in_time_whatever_its_term() throws Exception {
        for (LeaseTerms terms : List.of(LeaseTerms.DEFAULT, RealStore.TERMS)) {
            SimulatedStore here = SimulatedStore.empty();
            LeaseSettings settings =
                    new LeaseSettings(terms, LapsePolicy.DEFAULT, Duration.ofMinutes(2));
            granted(here.process(settings).claim(E)).loss();
            long begun = here.time.moment().monotonicNanos();
            granted(here.process(settings).claim(E)).close();
            long passed = here.time.moment().monotonicNanos() - begun;
            long limit = terms.ttl().toNanos() * 3 / 2 + 3 * terms.beat().toNanos() / 2;
            assertThat(passed).isBetween(terms.ttl().toNanos() * 3 / 2, limit);
            assertThat(here.events.all).hasSize(2);
        }
    }

    @Test
    void slow_work_that_makes_progress_or_declares_its_silence_is_not_broken() throws Exception {
        Leases slow = store.process();
        Leases impatient = store.process(Duration.ofMinutes(20));
        Lease lease = granted(slow.claim(E));
        AtomicInteger waits = new AtomicInteger();
        store.time.onAwait(() -> {
            slow.beatDue();
            if (waits.incrementAndGet() % 1000 == 0) {
                lease.progress();
            }
        });
        assertThat(impatient.claim(E)).isInstanceOf(Claim.Busy.class);
        lease.expectSilence(Duration.ofMinutes(25));
        waits.set(Integer.MIN_VALUE);
        assertThat(impatient.claim(E)).isInstanceOf(Claim.Busy.class);
        assertThat(lease.commit(bytes("done"))).isEqualTo(new Commit.Committed(1));
        assertThat(store.events.all).isEmpty();
    }

    @Test
    void a_handle_that_is_garbage_beats_no_longer_and_its_lease_lapses() throws Exception {
        Leases leaking = store.process();
        WeakReference<Lease> leaked = new WeakReference<>(granted(leaking.claim(E)));
        while (leaked.get() != null) {
            System.gc();
            Thread.onSpinWait();
        }
        while (!leaking.holdsNothing()) {
            Thread.onSpinWait();
        }
        store.time.onAwait(leaking::beatDue);
        Lease next = granted(store.process().claim(E));
        assertThat(next.fence()).isEqualTo(2);
        assertThat(store.events.of(Phase.INTENT))
                .singleElement()
                .satisfies(it -> assertThat(it.reason()).contains("silent"));
    }

    @Test
    void an_observer_that_was_stopped_starts_anew_and_says_so() throws Exception {
        granted(store.process().claim(E)).loss();
        Leases other = store.process(Duration.ofMinutes(2));
        AtomicInteger waits = new AtomicInteger();
        store.time.onAwait(() -> {
            if (waits.incrementAndGet() == 80) {
                store.time.advance(Duration.ofMinutes(10));
            }
        });
        assertThat(other.claim(E, Duration.ofMinutes(12))).isInstanceOf(Claim.Granted.class);
        assertThat(store.events.all.getFirst().action()).isEqualTo("clock.gap");
        assertThat(waits.get()).isGreaterThan(160);
    }

    @Test
    void nothing_is_broken_without_durable_evidence() throws Exception {
        granted(store.process().claim(E)).loss();
        Leases blind =
                Leases.unattended(
                        SimulatedRoot.open(store.disk),
                        Place.of(SimulatedStore.STORE),
                        store.time,
                        SimulatedStore.settings(Duration.ofMinutes(1)),
                        _ -> {
                            throw new IOException("the log failed");
                        },
                        new Random(5));
        assertThatThrownBy(() -> blind.claim(E)).hasMessage("the log failed");
        assertThat(store.token()).isInstanceOf(Token.Held.class);
    }

    @Test
    void a_claim_whose_number_may_not_be_durable_is_not_shown() throws Exception {
        Leases leases = store.process(Duration.ZERO);
        granted(leases.claim(E)).close();
        store.disk.before(call -> {
            if (call.name().equals("sync-directory") && call.path().equals(SimulatedStore.LEASE)) {
                throw new IOException("EIO");
            }
        });
        assertThatThrownBy(() -> leases.claim(E)).hasMessage("EIO");
        store.disk.before(_ -> {});
        assertThat(store.token()).isEqualTo(new Token.Free(2));
        assertThat(granted(leases.claim(E)).fence()).isEqualTo(3);
    }

    @Test
    void a_commit_whose_sync_fails_is_indeterminate_and_nothing_follows_it() throws Exception {
        Lease lease = granted(store.process().claim(E));
        store.disk.before(call -> {
            if (call.name().equals("sync-directory") && call.path().equals(SimulatedStore.STORE)) {
                throw new IOException("EIO");
            }
        });
        assertThat(lease.commit(bytes("perhaps"))).isInstanceOf(Commit.Indeterminate.class);
        store.disk.before(_ -> {});
        assertThat(lease.commit(bytes("more")))
                .isInstanceOfSatisfying(
                        Commit.Lost.class,
                        lost -> assertThat(lost.loss().cause()).isEqualTo(Loss.Cause.DOUBTFUL));
        lease.close();
        assertThat(store.token()).isEqualTo(new Token.Free(1));
    }

    @Test
    void a_temp_that_cannot_be_synced_is_no_commit() throws Exception {
        Lease lease = granted(store.process().claim(E));
        lease.commit(bytes("before"));
        store.disk.before(call -> {
            if (call.name().equals("sync") && call.path().endsWith(".tmp")) {
                throw new IOException("ENOSPC");
            }
        });
        assertThatThrownBy(() -> lease.commit(bytes("lost"))).hasMessage("ENOSPC");
        store.disk.before(_ -> {});
        assertThat(store.entry()).isEqualTo("before");
        assertThat(lease.commit(bytes("again"))).isEqualTo(new Commit.Committed(1));
        lease.close();
        assertThat(store.disk.paths().keySet()).noneMatch(path -> path.endsWith(".tmp"));
    }

    @Test
    void a_store_that_vanished_is_made_again_by_the_next_claim() throws Exception {
        Leases leases = store.process();
        Lease lost = granted(leases.claim(E));
        store.disk.remove(SimulatedStore.STORE);
        assertThat(lost.commit(bytes("lost"))).isInstanceOf(Commit.Lost.class);
        assertThat(granted(leases.claim(E)).commit(bytes("new")))
                .isEqualTo(new Commit.Committed(1));
    }

    @Test
    void where_nothing_is_fenced_it_says_so_and_still_follows_the_protocol() throws Exception {
        Leases leases =
                store.process(SimulatedRoot.degraded(store.disk, ""), Duration.ofMinutes(1));
        assertThat(leases.fencing().fenced()).isFalse();
        Lease silent = granted(leases.claim(E));
        assertThat(silent.commit(bytes("before"))).isEqualTo(new Commit.Committed(1));
        Lease next = granted(leases.claim(E));
        assertThat(silent.commit(bytes("late"))).isInstanceOf(Commit.Lost.class);
        assertThat(next.remove()).isEqualTo(new Commit.Committed(2));
        assertThat(store.hasEntry()).isFalse();
        assertThat(store.events.all).noneMatch(event -> event.fencing().orElseThrow().fenced());
    }

    @Test
    void what_a_broken_owner_left_is_kept() throws Exception {
        Lease silent = granted(store.process().claim(E));
        store.disk.before(call -> {
            if (call.name().equals("rename") && call.path().endsWith(".tmp")) {
                throw new IOException("EIO");
            }
        });
        assertThat(silent.commit(bytes("unfinished"))).isInstanceOf(Commit.Indeterminate.class);
        store.disk.before(_ -> {});
        granted(store.process().claim(E)).close();
        String item = SimulatedStore.STORE + "/.leases/.quarantine/1." + silent.owner() + "/";
        assertThat(store.disk.text(item + silent.owner() + ".1.tmp")).isEqualTo("unfinished");
        assertThat(store.disk.exists(item + silent.owner() + ".beat")).isTrue();
    }
}
