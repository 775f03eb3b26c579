package dev.sessionwatchdog.store.lease;

import static dev.sessionwatchdog.store.lease.SimulatedStore.E;
import static dev.sessionwatchdog.store.lease.SimulatedStore.HASH;
import static dev.sessionwatchdog.store.lease.SimulatedStore.STORE;
import static dev.sessionwatchdog.store.lease.SimulatedStore.granted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// How an overseer of many leases, of fast ones and of slow disks spends its looks.
class LeaseRoundTest {

    private static final Name OTHER = new Name("other.json");

    private final SimulatedStore store = SimulatedStore.empty();
    private final LeaseOverseer overseer =
            new LeaseOverseer(
                    SimulatedRoot.open(store.disk),
                    Place.of(STORE),
                    store.time,
                    LapsePolicy.DEFAULT,
                    store.events,
                    new Random(5));

    /// Looks as often as it wants to, but never oftener than twice a second, as the daemon does.
    private List<LeaseOverseer.Due> watch(Duration duration) throws IOException {
        List<LeaseOverseer.Due> due = List.of();
        Duration left = duration;
        while (left.isPositive()) {
            due = overseer.look();
            Duration wanted = overseer.next().orElse(left);
            Duration half = Duration.ofMillis(500);
            Duration step = wanted.compareTo(half) < 0 ? half : wanted;
            store.time.advance(step);
            left = left.minus(step);
        }
        return due;
    }

    private void loseRecord() {
        Token.Held held = (Token.Held) store.token();
        store.disk.remove(STORE + "/.leases/.owners/" + held.owner() + ".json");
    }

    @Test
    void an_owner_that_beats_faster_than_anybody_looks_is_watched_all_the_same() throws Exception {
        LeaseSettings fast = new LeaseSettings(RealStore.TERMS, LapsePolicy.DEFAULT, Duration.ZERO);
        Lease silent = granted(store.process(fast).claim(E));
        overseer.survey();
        assertThat(watch(Duration.ofSeconds(4)))
                .singleElement()
                .satisfies(due -> assertThat(due.lease()).isEqualTo(HASH));
        assertThat(silent.fence()).isOne();
        assertThat(store.events.all).as("no gap").isEmpty();
    }

    @Test
    void a_lost_record_hides_a_lease_for_an_hour_at_most() throws Exception {
        Leases owner = store.process();
        overseer.survey();
        watch(Duration.ofSeconds(5));
        Lease silent = granted(owner.claim(E));
        loseRecord();
        overseer.survey();
        assertThat(watch(Duration.ofMinutes(59))).isEmpty();
        assertThat(overseer.next()).isEmpty();
        store.time.advance(Duration.ofMinutes(1));
        overseer.survey();
        assertThat(watch(Duration.ofMinutes(2))).hasSize(1);
        assertThat(silent.fence()).isOne();
    }

    @Test
    void a_round_over_many_leases_is_gone_on_with_where_it_stopped() throws Exception {
        Leases owner = store.process();
        Lease silent = granted(owner.claim(E));
        loseRecord();
        int many = 2 * LeaseRound.STEP + 10;
        for (int lease = 0; lease < many; lease++) {
            String hash = LeasePlaces.hash(new Name(lease + ".json")).value();
            store.disk.mkdirs(STORE + "/.leases/" + hash + "/0.free");
        }
        List<Integer> looks = new ArrayList<>();
        int[] now = {0};
        store.disk.before(operation -> {
            if (operation.name().equals("open") && operation.path().matches(".*/[0-9a-f]{64}")) {
                now[0]++;
            }
        });
        overseer.survey();
        assertThat(now[0]).isZero();
        for (int step = 0; step < 3; step++) {
            overseer.look();
            looks.add(now[0]);
            now[0] = 0;
            store.time.advance(LeaseRound.BETWEEN_STEPS);
        }
        assertThat(looks).allMatch(each -> each > 0 && each <= LeaseRound.STEP + 1);
        assertThat(looks.stream().mapToInt(each -> each).sum()).isBetween(many + 1, many + 4);
        assertThat(watch(Duration.ofMinutes(2))).hasSize(1);
        assertThat(silent.fence()).isOne();
    }

    @Test
    void a_step_without_room_skips_none() throws Exception {
        granted(store.process().claim(E)).close();
        LeaseObserver observer =
                new LeaseObserver(
                        SimulatedRoot.open(store.disk).open(Place.TOP),
                        new LeasePlaces(new Name(STORE)),
                        new ProcessSurvey("boot-1"),
                        1000);
        LeaseRound round = new LeaseRound();
        round.begin(store.time.moment());
        assertThat(round.step(observer, 0, store.time.moment())).isEmpty();
        store.time.advance(LeaseRound.BETWEEN_STEPS);
        assertThat(round.step(observer, 1, store.time.moment())).containsExactly(HASH);
        store.time.advance(LeaseRound.BETWEEN_STEPS);
        assertThat(round.step(observer, 1, store.time.moment())).isEmpty();
        assertThat(round.next(store.time.moment())).isEmpty();
    }

    @Test
    void a_gap_is_told_once_for_all_leases() throws Exception {
        Leases owner = store.process();
        Lease one = granted(owner.claim(E));
        Lease other = granted(owner.claim(OTHER));
        overseer.survey();
        watch(Duration.ofSeconds(10));
        store.time.advance(Duration.ofMinutes(10));
        watch(Duration.ofSeconds(10));
        assertThat(store.events.of(Phase.OBSERVED))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.action()).isEqualTo("clock.gap");
                    assertThat(event.message()).contains("2 leases");
                });
        assertThat(one.fence() + other.fence()).isEqualTo(2);
    }

    @Test
    void each_look_is_of_its_own_moment_and_a_slow_disk_is_looked_at_less_often() throws Exception {
        Leases owner = store.process();
        Lease slow = granted(owner.claim(OTHER));
        Lease quick = granted(owner.claim(E));
        overseer.survey();
        String path = STORE + "/.leases/" + LeasePlaces.hash(OTHER);
        store.disk.before(operation -> {
            if (operation.name().equals("open") && operation.path().equals(path)) {
                store.time.advance(Duration.ofSeconds(3));
            }
        });
        overseer.look();
        assertThat(overseer.next().orElseThrow()).isEqualTo(Duration.ofMillis(1_500));
        store.time.advance(Duration.ofMillis(1_500));
        overseer.look();
        assertThat(overseer.next().orElseThrow()).isEqualTo(Duration.ofSeconds(6));
        assertThat(slow.fence() + quick.fence()).isEqualTo(2);
    }

    @Test
    void what_could_not_be_looked_at_is_looked_at_as_ever_when_that_is_over() throws Exception {
        Lease lease = granted(store.process().claim(E));
        overseer.survey();
        boolean[] broken = {true};
        store.disk.before(operation -> {
            if (broken[0] && operation.path().equals(SimulatedStore.LEASE)) {
                throw new IOException("Input/output error");
            }
        });
        watch(Duration.ofMinutes(3));
        overseer.look();
        assertThat(overseer.next().orElseThrow()).isGreaterThan(Duration.ofSeconds(30));
        broken[0] = false;
        store.time.advance(Duration.ofMinutes(3));
        overseer.look();
        assertThat(overseer.next().orElseThrow()).isEqualTo(Duration.ofMillis(1_500));
        broken[0] = true;
        store.time.advance(Duration.ofMillis(1_500));
        overseer.look();
        assertThat(overseer.next().orElseThrow()).isEqualTo(Duration.ofSeconds(4));
        assertThat(store.events.all).as("late on purpose is no gap").isEmpty();
        assertThat(lease.fence()).isOne();
    }
}
