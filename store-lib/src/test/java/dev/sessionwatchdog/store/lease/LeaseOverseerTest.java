package dev.sessionwatchdog.store.lease;

import static dev.sessionwatchdog.store.lease.SimulatedStore.E;
import static dev.sessionwatchdog.store.lease.SimulatedStore.HASH;
import static dev.sessionwatchdog.store.lease.SimulatedStore.STORE;
import static dev.sessionwatchdog.store.lease.SimulatedStore.bytes;
import static dev.sessionwatchdog.store.lease.SimulatedStore.granted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Somebody who holds no lease and breaks those that have lapsed.
class LeaseOverseerTest {

    private static final Name OTHER = new Name("other.json");

    private final SimulatedStore store = SimulatedStore.empty();
    private LeaseOverseer overseer = overseer();

    private LeaseOverseer overseer() {
        return new LeaseOverseer(
                SimulatedRoot.open(store.disk),
                Place.of(STORE),
                store.time,
                LapsePolicy.DEFAULT,
                store.events,
                new Random(5));
    }

    /// Looks as often as it wants to, for so long, and does nothing.
    private List<LeaseOverseer.Due> watch(Duration duration, Runnable meanwhile)
            throws IOException {
        List<LeaseOverseer.Due> due = List.of();
        Duration left = duration;
        while (left.isPositive()) {
            due = overseer.look();
            Duration step = overseer.next().orElse(left);
            store.time.advance(step);
            meanwhile.run();
            left = left.minus(step.isZero() ? Duration.ofMillis(1) : step);
        }
        return due;
    }

    private static void nothing() {}

    @Test
    void makes_nothing_where_there_are_no_leases() throws Exception {
        store.disk.mkdirs(STORE);
        overseer.survey();
        assertThat(overseer.look()).isEmpty();
        assertThat(overseer.next()).isEmpty();
        assertThat(store.disk.paths().keySet()).containsExactly(STORE);
    }

    @Test
    void a_lease_that_beats_and_gets_on_is_left_alone() throws Exception {
        Leases owner = store.process();
        try (Lease lease = granted(owner.claim(E))) {
            overseer.survey();
            assertThat(
                            watch(
                                    Duration.ofMinutes(20),
                                    () -> {
                                        owner.beatDue();
                                        lease.progress();
                                    }))
                    .isEmpty();
        }
        watch(Duration.ofSeconds(5), LeaseOverseerTest::nothing);
        assertThat(overseer.next()).as("given back").isEmpty();
    }

    @Test
    void a_silent_owner_is_broken_within_the_term_and_a_half_and_two_looks() throws Exception {
        Leases owner = store.process();
        Lease lease = granted(owner.claim(E));
        overseer.survey();
        assertThat(watch(Duration.ofSeconds(22), LeaseOverseerTest::nothing)).isEmpty();
        List<LeaseOverseer.Due> due = watch(Duration.ofSeconds(4), LeaseOverseerTest::nothing);

        assertThat(due)
                .singleElement()
                .isInstanceOfSatisfying(
                        LeaseOverseer.Due.Break.class,
                        lapsed -> {
                            assertThat(lapsed.lease()).isEqualTo(HASH);
                            assertThat(lapsed.standing().ground())
                                    .isEqualTo(Standing.Ground.SILENT);
                            assertThat(lapsed.ownerPaused()).isFalse();
                        });
        assertThat(overseer.carryOut(due.getFirst())).isEqualTo(new BreakOutcome.Broken(1));
        assertThat(store.token()).isEqualTo(new Token.Free(1));
        assertThat(lease.commit(bytes("late"))).isInstanceOf(Commit.Lost.class);
        assertThat(store.hasEntry()).isFalse();
        assertThat(store.events.of(Phase.INTENT)).hasSize(1);
        assertThat(store.events.of(Phase.DONE)).hasSize(1);
    }

    @Test
    void beats_without_progress_end_at_the_promised_hold() throws Exception {
        Leases owner = store.process();
        Lease lease = granted(owner.claim(E));
        overseer.survey();
        assertThat(watch(Duration.ofSeconds(295), owner::beatDue)).isEmpty();
        List<LeaseOverseer.Due> due = watch(Duration.ofSeconds(10), owner::beatDue);
        assertThat(due)
                .singleElement()
                .isInstanceOfSatisfying(
                        LeaseOverseer.Due.Break.class,
                        lapsed ->
                                assertThat(lapsed.standing().ground())
                                        .isEqualTo(Standing.Ground.PROGRESS_STALLED));
        assertThat(lease.fence()).as("a handle that is garbage beats no longer").isEqualTo(1);
    }

    @Test
    void a_sign_of_life_before_the_act_saves_the_lease() throws Exception {
        Leases owner = store.process();
        granted(owner.claim(E));
        overseer.survey();
        List<LeaseOverseer.Due> due = watch(Duration.ofSeconds(26), LeaseOverseerTest::nothing);
        Token.Held held = (Token.Held) store.token();
        store.disk.file(
                SimulatedStore.LEASE + "/" + held.name() + "/" + LeaseFiles.beat(held.owner()), "");
        assertThat(overseer.carryOut(due.getFirst())).isInstanceOf(BreakOutcome.Overtaken.class);
        assertThat(store.token()).isInstanceOf(Token.Held.class);
    }

    @Test
    void time_in_which_it_did_not_look_is_no_silence() throws Exception {
        Leases owner = store.process();
        granted(owner.claim(E));
        overseer.survey();
        watch(Duration.ofSeconds(10), LeaseOverseerTest::nothing);
        store.time.advance(Duration.ofMinutes(10));
        assertThat(watch(Duration.ofSeconds(20), LeaseOverseerTest::nothing)).isEmpty();
        assertThat(watch(Duration.ofSeconds(6), LeaseOverseerTest::nothing)).hasSize(1);
    }

    @Test
    void a_break_that_somebody_left_half_done_is_finished() throws Exception {
        Leases owner = store.process();
        granted(owner.claim(E));
        Token.Held held = (Token.Held) store.token();
        store.disk.rename(
                SimulatedStore.LEASE + "/" + held.name(),
                SimulatedStore.LEASE + "/" + new Token.Broken(1, held.owner()).name());
        overseer.survey();
        assertThat(overseer.look()).as("its breaker may be at work").isEmpty();
        List<LeaseOverseer.Due> due = watch(Duration.ofSeconds(4), LeaseOverseerTest::nothing);
        assertThat(due)
                .containsExactly(
                        new LeaseOverseer.Due.Finish(HASH, new Token.Broken(1, held.owner())));
        assertThat(overseer.carryOut(due.getFirst())).isEqualTo(new BreakOutcome.Broken(1));
        assertThat(store.token()).isEqualTo(new Token.Free(1));
    }

    @Test
    void only_held_leases_are_looked_at_and_a_lost_record_hides_none_from_a_new_overseer()
            throws Exception {
        Leases owner = store.process();
        granted(owner.claim(OTHER)).close();
        granted(owner.claim(E));
        overseer.survey();
        overseer.look();
        overseer.survey();
        long[] looks = {0};
        store.disk.before(operation -> {
            if (operation.path().contains(LeasePlaces.hash(OTHER).value())) {
                looks[0]++;
            }
        });
        overseer.survey();
        assertThat(looks[0]).isZero();
        Token.Held held = (Token.Held) store.token();
        store.disk.remove(STORE + "/.leases/.owners/" + held.owner() + ".json");

        overseer = overseer();
        overseer.survey();
        overseer.look();
        assertThat(overseer.next()).isPresent();
    }

    @Test
    void records_go_with_owners_who_are_gone_and_hold_nothing() throws Exception {
        Leases owner = store.process();
        granted(owner.claim(E));
        OwnerId holder = ((Token.Held) store.token()).owner();
        OwnerId earlier = new OwnerId("00000000000000aa");
        ProcessIdentity ofAnotherBoot = new ProcessIdentity(7, 1, "another boot", 1, 1, "", "");
        OwnerRecord gone =
                new OwnerRecord(
                        earlier, Optional.of(HASH), ofAnotherBoot, LeaseTerms.DEFAULT, "", "");
        String records = STORE + "/.leases/.owners/";
        store.disk.file(records + earlier + ".json", gone.json());

        assertThat(overseer.dropRecordsOfTheGone()).isEqualTo(1);

        assertThat(store.disk.exists(records + earlier + ".json")).isFalse();
        assertThat(store.disk.exists(records + holder + ".json")).isTrue();
    }

    @Test
    void a_lease_that_cannot_be_looked_at_costs_the_others_nothing() throws Exception {
        Leases owner = store.process();
        Lease bad = granted(owner.claim(OTHER));
        Lease silent = granted(owner.claim(E));
        overseer.survey();
        String path = STORE + "/.leases/" + LeasePlaces.hash(OTHER);
        long[] looks = {0};
        store.disk.before(operation -> {
            if (operation.path().equals(path)) {
                looks[0]++;
                throw new IOException("Input/output error");
            }
        });

        List<LeaseOverseer.Due> due = watch(Duration.ofSeconds(26), LeaseOverseerTest::nothing);

        assertThat(due).singleElement().satisfies(one -> assertThat(one.lease()).isEqualTo(HASH));
        assertThat(looks[0]).isBetween(2L, 6L);
        assertThat(bad.fence() + silent.fence()).isEqualTo(2);
    }

    @Test
    void a_process_that_is_not_shown_is_not_gone_where_proc_hides_processes() {
        String plain = "22 27 0:21 / /proc rw,relatime - proc proc rw\n";
        assertThat(ProcessSurvey.hidesProcesses(plain)).isFalse();
        assertThat(ProcessSurvey.hidesProcesses(plain.replace(" rw\n", " rw,hidepid=0\n")))
                .isFalse();
        for (String way : new String[] {"1", "2", "4", "invisible", "ptraceable", "noaccess"}) {
            assertThat(
                            ProcessSurvey.hidesProcesses(
                                    plain.replace(" rw\n", " rw,hidepid=" + way + "\n")))
                    .as(way)
                    .isTrue();
        }
        assertThat(ProcessSurvey.hidesProcesses("")).isTrue();
    }
}
