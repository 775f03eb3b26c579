package dev.sessionwatchdog.store.lease;

import static dev.sessionwatchdog.store.lease.SimulatedStore.E;
import static dev.sessionwatchdog.store.lease.SimulatedStore.STORE;
import static dev.sessionwatchdog.store.lease.SimulatedStore.granted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.forensic.ForensicEvent;
import dev.sessionwatchdog.store.forensic.Phase;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import dev.sessionwatchdog.store.time.Moment;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What a process has watched of a lease outlives the attempts of its callers.
class WatchedLeasesTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SimulatedStore store = SimulatedStore.empty();

    /// Callers come this long after each other until one gets it.
    private Duration untilGranted(Leases waiting, Duration patience, Duration between)
            throws Exception {
        Moment begun = store.time.moment();
        while (waiting.claim(E, patience) instanceof Claim.Busy) {
            store.time.advance(between);
            assertThat(store.time.moment().since(begun)).isLessThan(Duration.ofMinutes(20));
        }
        return store.time.moment().since(begun);
    }

    @Test
    void callers_without_patience_break_a_silent_owner_together() throws Exception {
        Lease silent = granted(store.process().claim(E));
        Duration passed = untilGranted(store.process(), Duration.ZERO, SECOND);
        assertThat(passed).isBetween(Duration.ofMillis(22_500), Duration.ofSeconds(26));
        assertThat(store.events.of(Phase.INTENT))
                .singleElement()
                .satisfies(it -> assertThat(it.reason()).contains("silent"));
        assertThat(silent.loss()).isPresent();
    }

    @Test
    void a_zombie_is_broken_by_callers_of_the_ordinary_patience() throws Exception {
        Leases zombie = store.process();
        Lease stuck = granted(zombie.claim(E));
        store.time.onAwait(zombie::beatDue);
        Leases waiting = store.process(LeaseSettings.DEFAULT);
        Duration passed = untilGranted(waiting, LeaseSettings.DEFAULT.patience(), SECOND);
        assertThat(passed).isBetween(Duration.ofMinutes(5), Duration.ofSeconds(310));
        assertThat(store.events.of(Phase.INTENT))
                .singleElement()
                .satisfies(it -> assertThat(it.reason()).contains("progress_stalled"));
        assertThat(stuck.fence()).isEqualTo(1);
    }

    @Test
    void an_attempt_long_after_the_last_begins_to_watch_anew_and_that_is_no_gap() throws Exception {
        Leases owner = store.process();
        Lease lease = granted(owner.claim(E));
        Leases waiting = store.process(Duration.ofSeconds(20));
        assertThat(waiting.claim(E)).isInstanceOf(Claim.Busy.class);
        store.time.advance(Duration.ofHours(1));
        assertThat(waiting.claim(E)).isInstanceOf(Claim.Busy.class);
        assertThat(store.events.all).isEmpty();
        assertThat(lease.fence()).isEqualTo(1);
        granted(waiting.claim(E));
    }

    @Test
    void whoever_only_waits_need_not_be_able_to_tell_of_a_gap() throws Exception {
        Lease silent = granted(store.process().claim(E));
        int[] told = {0};
        BreakRecorder full =
                new BreakRecorder() {
                    @Override
                    public String record(ForensicEvent event) throws IOException {
                        if (event.action().equals(LeaseEvent.GAP)) {
                            told[0]++;
                            throw new IOException("No space left on device");
                        }
                        return store.events.record(event);
                    }
                };
        Leases waiting =
                Leases.unattended(
                        SimulatedRoot.open(store.disk),
                        Place.of(STORE),
                        store.time,
                        SimulatedStore.settings(Duration.ofMinutes(20)),
                        full,
                        new Random(3));
        boolean[] slept = {false};
        store.time.onAwait(() -> {
            if (!slept[0]) {
                slept[0] = true;
                store.time.advance(Duration.ofMinutes(10));
            }
        });
        assertThat(granted(waiting.claim(E)).fence()).isEqualTo(2);
        assertThat(told[0]).isOne();
        assertThat(silent.fence()).isEqualTo(1);
    }

    private static LeaseSighting silent() {
        return new LeaseSighting(
                new Token.Held(1, new OwnerId("0123456789abcdef")),
                Optional.of(Instant.EPOCH),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    private static WatchedLeases.Look look(WatchedLeases watched, int lease, long seconds) {
        Moment at = new Moment(seconds * 1_000_000_000, seconds * 1_000_000_000, Instant.MAX, "b");
        return watched.look(new Name("lease-" + lease), silent(), at, at);
    }

    @Test
    void it_remembers_so_many_and_no_more() {
        WatchedLeases watched = new WatchedLeases(LapsePolicy.DEFAULT);
        for (int lease = 0; lease < WatchedLeases.MOST; lease++) {
            look(watched, lease, 0);
        }
        assertThat(look(watched, 0, 10).standing().orElseThrow().credit().samples()).isOne();
        look(watched, -1, 10);
        assertThat(look(watched, 0, 20).standing().orElseThrow().credit().samples()).isEqualTo(2);
        assertThat(look(watched, 1, 10).standing().orElseThrow().credit().samples()).isZero();
    }

    @Test
    void a_look_that_comes_too_early_adds_nothing() {
        WatchedLeases watched = new WatchedLeases(LapsePolicy.DEFAULT);
        look(watched, 0, 0);
        for (int early = 1; early < 3; early++) {
            assertThat(look(watched, 0, early).standing()).isEmpty();
        }
        assertThat(look(watched, 0, 3).standing().orElseThrow().credit().silence())
                .isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void a_pause_in_the_middle_of_a_look_excuses_no_further_pause() {
        WatchedLeases watched = new WatchedLeases(LapsePolicy.DEFAULT);
        look(watched, 0, 0);
        Moment before = new Moment(3_000_000_000L, 3_000_000_000L, Instant.MAX, "b");
        long hour = 3_600_000_000_000L;
        Moment after = new Moment(hour, hour, Instant.MAX, "b");
        watched.look(new Name("lease-0"), silent(), before, after);
        Standing later = look(watched, 0, 2 * 3_600).standing().orElseThrow();
        assertThat(later.credit().silence()).isZero();
    }
}
