package dev.sessionwatchdog.store.lease;

import static dev.sessionwatchdog.store.lease.SimulatedStore.E;
import static dev.sessionwatchdog.store.lease.SimulatedStore.HASH;
import static dev.sessionwatchdog.store.lease.SimulatedStore.bytes;
import static dev.sessionwatchdog.store.lease.SimulatedStore.granted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.lease.Standing.Credit;
import dev.sessionwatchdog.store.lease.Standing.Ground;
import dev.sessionwatchdog.store.lease.Standing.Lapsed;
import dev.sessionwatchdog.store.sim.SimulatedCrash;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// One party is held up at every single call of its own, and another one does all it wants
/// meanwhile.
class LeaseRaceTest {

    private static final class Parties {
        final SimulatedStore store = SimulatedStore.empty();
        final Leases one = store.process(Duration.ZERO);
        final Leases other = store.process(Duration.ZERO);
        final Lease lease = granted(one.claim(E));

        Parties() throws Exception {
            assertThat(lease.commit(bytes("before"))).isEqualTo(new Commit.Committed(1));
        }

        BreakOutcome breakNow(Leases breaker) throws IOException {
            return breaker.breakLease(E, requested(breaker.look(E)));
        }

        /// The lease is taken away, and the next owner writes and gives it back.
        void successor() throws Exception {
            assertThat(breakNow(other)).isInstanceOf(BreakOutcome.Broken.class);
            try (Lease next = granted(other.claim(E))) {
                assertThat(next.commit(bytes("next"))).isEqualTo(new Commit.Committed(2));
            }
        }

        void oneOutcomeEach() {
            assertThat(store.events.outcomes().values())
                    .allSatisfy(outcomes -> assertThat(outcomes).hasSize(1));
        }
    }

    private static Lapsed requested(LeaseLook look) {
        if (look instanceof LeaseLook.Held held) {
            return new Lapsed(Ground.REQUESTED, Credit.NONE, held.sighting());
        }
        throw new AssertionError("not held: " + look);
    }

    @Test
    void a_commit_that_was_held_up_anywhere_never_lands_on_the_next_owners() throws Exception {
        int lost = 0;
        int call = 0;
        for (boolean over = false; !over; ) {
            Parties parties = new Parties();
            HeldUp at = new HeldUp(++call, parties::successor);
            parties.store.disk.before(at);
            Commit commit = parties.lease.commit(bytes("held up"));
            over = at.over();
            if (!over) {
                assertThat(parties.store.entry()).as("call %d", call).isEqualTo("next");
            }
            lost += commit instanceof Commit.Lost ? 1 : 0;
            parties.oneOutcomeEach();
        }
        assertThat(lost).isGreaterThan(10);
    }

    @Test
    void a_removal_that_was_held_up_anywhere_never_takes_the_next_owners_entry() throws Exception {
        int lost = 0;
        int call = 0;
        for (boolean over = false; !over; ) {
            Parties parties = new Parties();
            HeldUp at = new HeldUp(++call, parties::successor);
            parties.store.disk.before(at);
            Commit commit = parties.lease.remove();
            over = at.over();
            if (!over) {
                assertThat(parties.store.entry()).as("call %d", call).isEqualTo("next");
            }
            lost += commit instanceof Commit.Lost ? 1 : 0;
        }
        assertThat(lost).isGreaterThan(5);
    }

    /// The weakness that the exchange with a directory is there for: it must be found by this test.
    @Test
    void a_removal_by_a_plain_rename_would_take_the_next_owners_entry() throws Exception {
        int taken = 0;
        int call = 0;
        for (boolean over = false; !over; ) {
            Parties parties = new Parties();
            HeldUp at = new HeldUp(++call, parties::successor);
            parties.store.disk.before(at);
            StorePaths paths = parties.one.paths();
            try {
                paths.paths()
                        .replace(
                                paths.places().entry(E),
                                paths.places()
                                        .token(HASH, new Token.Held(1, parties.lease.owner()))
                                        .child("x"));
            } catch (IOException lost) {
                assertThat(lost).isNotNull();
            }
            over = at.over();
            taken += !over && !parties.store.hasEntry() ? 1 : 0;
        }
        assertThat(taken).isPositive();
    }

    @Test
    void an_owner_learns_of_the_loss_at_its_next_call_whatever_that_is() throws Exception {
        Parties working = new Parties();
        working.successor();
        working.lease.progress();
        assertThat(working.lease.loss().orElseThrow().cause()).isEqualTo(Loss.Cause.TAKEN);
        Parties beating = new Parties();
        beating.successor();
        beating.store.time.advance(Duration.ofSeconds(3));
        beating.one.beatDue();
        assertThat(beating.lease.loss().orElseThrow().cause()).isEqualTo(Loss.Cause.TAKEN);
    }

    @Test
    void two_breakers_at_any_two_moments_break_once() throws Exception {
        int call = 0;
        for (boolean over = false; !over; ) {
            Parties parties = new Parties();
            Leases third = parties.store.process(Duration.ZERO);
            Lapsed same = requested(third.look(E));
            HeldUp at = new HeldUp(++call, () -> third.breakLease(E, same));
            parties.store.disk.before(at);
            parties.other.breakLease(E, same);
            over = at.over();
            assertThat(parties.store.token()).isEqualTo(new Token.Free(1));
            assertThat(parties.store.events.of(Phase.DONE)).as("call %d", call).hasSize(1);
            parties.oneOutcomeEach();
        }
        assertThat(call).isGreaterThan(20);
    }

    @Test
    void a_helper_may_come_at_any_moment_of_a_break_and_claim() throws Exception {
        int call = 0;
        int helped = 0;
        for (boolean over = false; !over; ) {
            Parties parties = new Parties();
            Leases third = parties.store.process(Duration.ZERO);
            HeldUp at =
                    new HeldUp(
                            ++call,
                            () -> {
                                if (third.claim(E) instanceof Claim.Granted granted) {
                                    granted.lease().commit(bytes("helper"));
                                }
                            });
            parties.store.disk.before(at);
            parties.breakNow(parties.other);
            over = at.over();
            boolean claimed = parties.store.token() instanceof Token.Held;
            helped += claimed ? 1 : 0;
            assertThat(parties.store.entry()).isEqualTo(claimed ? "helper" : "before");
            parties.oneOutcomeEach();
        }
        assertThat(helped).isPositive();
    }

    @Test
    void a_breaker_that_is_killed_anywhere_leaves_a_break_that_the_next_one_finishes()
            throws Exception {
        int call = 0;
        int resumed = 0;
        for (boolean over = false; !over; ) {
            Parties parties = new Parties();
            HeldUp at =
                    new HeldUp(
                            ++call,
                            () -> {
                                throw new SimulatedCrash("killed");
                            });
            parties.store.disk.before(at);
            try {
                parties.breakNow(parties.other);
            } catch (SimulatedCrash killed) {
                assertThat(killed).isNotNull();
            }
            over = at.over();
            SimulatedStore left = parties.store.on(parties.store.disk.killed());
            resumed += left.token() instanceof Token.Broken ? 1 : 0;
            try (Lease next = granted(left.process(Duration.ofMinutes(1)).claim(E))) {
                assertThat(next.fence()).isEqualTo(2);
                assertThat(next.commit(bytes("next"))).isEqualTo(new Commit.Committed(2));
            }
            assertThat(left.entry()).isEqualTo("next");
        }
        assertThat(resumed).isPositive();
    }

    @Test
    void a_release_races_a_break_and_one_of_them_wins() throws Exception {
        int call = 0;
        int overtaken = 0;
        for (boolean over = false; !over; ) {
            Parties parties = new Parties();
            Lapsed asked = requested(parties.other.look(E));
            HeldUp at = new HeldUp(++call, parties.lease::close);
            parties.store.disk.before(at);
            BreakOutcome outcome = parties.other.breakLease(E, asked);
            over = at.over();
            overtaken += outcome instanceof BreakOutcome.Overtaken ? 1 : 0;
            assertThat(parties.store.token()).isEqualTo(new Token.Free(1));
            parties.oneOutcomeEach();
            parties.lease.close();
        }
        assertThat(overtaken).isPositive();
        call = 0;
        for (boolean over = false; !over; ) {
            Parties parties = new Parties();
            HeldUp at =
                    new HeldUp(
                            ++call,
                            () -> {
                                if (parties.other.look(E) instanceof LeaseLook.Held) {
                                    parties.successor();
                                }
                            });
            parties.store.disk.before(at);
            parties.lease.close();
            over = at.over();
            long generation = parties.store.token().generation();
            assertThat(parties.store.token()).isInstanceOf(Token.Free.class);
            assertThat(parties.store.entry()).isEqualTo(generation == 2 ? "next" : "before");
            parties.oneOutcomeEach();
        }
    }

    @Test
    void a_sign_of_life_at_the_last_moment_saves_a_lease() throws Exception {
        for (Ground ground : new Ground[] {Ground.SILENT, Ground.PROGRESS_STALLED}) {
            Parties parties = new Parties();
            LeaseSighting seen = requested(parties.other.look(E)).sighting();
            parties.store.time.advance(Duration.ofSeconds(3));
            parties.one.beatDue();
            if (ground == Ground.PROGRESS_STALLED) {
                parties.lease.progress();
            }
            BreakOutcome outcome =
                    parties.other.breakLease(E, new Lapsed(ground, Credit.NONE, seen));
            assertThat(outcome).isEqualTo(new BreakOutcome.Overtaken("a sign of life"));
            assertThat(parties.lease.commit(bytes("mine"))).isEqualTo(new Commit.Committed(1));
            parties.oneOutcomeEach();
        }
    }

    @Test
    void a_beat_does_not_save_a_lease_that_makes_no_progress() throws Exception {
        Parties parties = new Parties();
        LeaseSighting seen = requested(parties.other.look(E)).sighting();
        parties.store.time.advance(Duration.ofSeconds(3));
        parties.one.beatDue();
        Lapsed stalled = new Lapsed(Ground.PROGRESS_STALLED, Credit.NONE, seen);
        assertThat(parties.other.breakLease(E, stalled)).isInstanceOf(BreakOutcome.Broken.class);
    }

    @Test
    void giving_back_waits_for_a_commit_that_is_on_its_way() throws Exception {
        Parties parties = new Parties();
        CountDownLatch midway = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        parties.store.disk.before(call -> {
            if (call.name().equals("rename") && call.path().endsWith(".tmp")) {
                midway.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException unexpected) {
                    throw new IOException(unexpected);
                }
            }
        });
        Thread committing =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                parties.lease.commit(bytes("on its way"));
                            } catch (IOException unexpected) {
                                throw new AssertionError(unexpected);
                            }
                        });
        midway.await();
        Thread closing =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                parties.lease.close();
                            } catch (IOException unexpected) {
                                throw new AssertionError(unexpected);
                            }
                        });
        while (closing.getState() != Thread.State.WAITING) {
            assertThat(closing.isAlive()).as("it did not wait").isTrue();
            Thread.onSpinWait();
        }
        assertThat(parties.store.token()).isInstanceOf(Token.Held.class);
        goOn.countDown();
        committing.join();
        closing.join();
        assertThat(parties.store.entry()).isEqualTo("on its way");
        assertThat(parties.store.token()).isEqualTo(new Token.Free(1));
    }
}
