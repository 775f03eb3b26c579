package dev.sessionwatchdog.store.lease;

import static dev.sessionwatchdog.store.lease.SimulatedStore.E;
import static dev.sessionwatchdog.store.lease.SimulatedStore.STORE;
import static dev.sessionwatchdog.store.lease.SimulatedStore.granted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What is half made among the leases, by a trial that fails or by somebody who was killed.
class LeftoversTest {

    private static final String LEASES = STORE + "/.leases/";
    private static final String MAKER = "00000000000000aa";

    private final SimulatedStore store = SimulatedStore.empty();

    private List<String> unfinished() {
        return store.disk.paths().keySet().stream()
                .filter(path -> path.contains("/.trial.") || path.contains("/.new."))
                .toList();
    }

    @Test
    void a_file_system_that_cannot_exchange_is_no_fence_and_keeps_nothing_of_the_trial()
            throws Exception {
        store.disk.before(operation -> {
            if (operation.name().equals("rename") && operation.path().endsWith("/after/gone")) {
                throw new UnsupportedOperationException("RENAME_EXCHANGE");
            }
        });
        assertThat(store.process().fencing()).isEqualTo(new Fencing.Unfenced("RENAME_EXCHANGE"));
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void a_trial_that_fails_anywhere_says_so_and_leaves_nothing() throws Exception {
        List<String> makes = List.of("mkdir", "create", "rename");
        int points = 0;
        for (boolean over = false; !over; points++) {
            int[] calls = {0};
            int at = points;
            store.disk.before(operation -> {
                if (makes.contains(operation.name())
                        && operation.path().contains("/.trial.")
                        && calls[0]++ == at) {
                    throw new IOException("No space left on device");
                }
            });
            over = calls(at, calls);
            assertThat(unfinished()).as("call %d", at).isEmpty();
        }
        assertThat(points).isEqualTo(8);
    }

    /// @return whether it went through without that call
    private boolean calls(int at, int[] calls) throws IOException {
        try {
            assertThat(store.process().fencing()).isEqualTo(new Fencing.Fenced());
        } catch (IOException full) {
            assertThat(full).hasMessage("No space left on device");
        }
        return calls[0] <= at;
    }

    @Test
    void a_trial_that_cannot_be_cleared_away_has_its_verdict() throws Exception {
        store.disk.before(operation -> {
            if (operation.name().equals("rmdir") && operation.path().contains(".trial.")) {
                throw new IOException("Input/output error");
            }
        });
        assertThat(store.process().fencing()).isEqualTo(new Fencing.Fenced());
        assertThat(unfinished()).isNotEmpty();
    }

    private void leave() {
        store.disk.mkdirs(LEASES + ".new." + MAKER + "/0.free");
        store.disk.mkdirs(LEASES + ".trial." + MAKER + "/after/gone");
        store.disk.file(LEASES + ".trial." + MAKER + "/entry", "new");
    }

    @Test
    void what_a_crash_left_goes_at_the_second_look_and_no_sooner() throws Exception {
        Leases leases = store.process();
        leave();
        assertThat(leases.housekeep(100)).isZero();
        store.time.advance(Leftovers.AGE.minusSeconds(1));
        assertThat(leases.housekeep(100)).isZero();
        assertThat(unfinished()).hasSize(6);
        store.time.advance(Duration.ofSeconds(1));
        assertThat(leases.housekeep(100)).isEqualTo(2);
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void an_overseer_collects_it_too() throws Exception {
        store.process();
        leave();
        LeaseOverseer overseer =
                new LeaseOverseer(
                        SimulatedRoot.open(store.disk),
                        Place.of(STORE),
                        store.time,
                        LapsePolicy.DEFAULT,
                        store.events,
                        new Random(5));
        assertThat(overseer.dropRecordsOfTheGone()).isZero();
        store.time.advance(LeaseOverseer.BETWEEN_LEFTOVERS);
        assertThat(overseer.dropRecordsOfTheGone()).isEqualTo(2);
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void what_changes_what_is_foreign_and_what_a_living_owner_makes_stays() throws Exception {
        Leases leases = store.process();
        Lease living = granted(leases.claim(E));
        String ofTheLiving = LEASES + ".new." + living.owner();
        String unreadable = LEASES + ".trial.00000000000000bb";
        String foreign = LEASES + ".trial.00000000000000cc";
        store.disk.mkdirs(ofTheLiving);
        store.disk.mkdirs(unreadable);
        store.disk.file(LEASES + ".owners/00000000000000bb.json", "?");
        store.disk.mkdirs(foreign + "/before");
        store.disk.file(foreign + "/before/theirs", "?");
        store.disk.mkdirs(LEASES + ".new.000");
        for (int look = 0; look < 3; look++) {
            String growing = LEASES + ".new." + MAKER + "/0.free";
            if (look > 0) {
                store.disk.remove(LEASES + ".new." + MAKER);
            }
            store.disk.mkdirs(growing);
            assertThat(leases.housekeep(100)).isZero();
            store.time.advance(Duration.ofHours(1));
            leases.beatDue();
        }
        assertThat(store.disk.names(STORE + "/.leases")).hasSizeGreaterThan(6);
        assertThat(living.fence()).isOne();
    }

    /// Half of a lease under its name would be held by nobody for ever.
    @Test
    void a_maker_that_goes_on_at_any_call_of_the_collector_makes_a_whole_lease() throws Exception {
        int points = 0;
        for (boolean over = false; !over; points++) {
            SimulatedStore here = SimulatedStore.empty();
            Leases maker = here.process();
            Leases collector = here.process();
            int[] calls = {0};
            int at = points;
            boolean[] met = {false};
            boolean[] within = {false};
            here.disk.before(operation -> {
                if (within[0]
                        || !operation.name().equals("rename")
                        || !operation.path().contains("/.new.")
                        || operation.path().contains(".trial.")) {
                    return;
                }
                within[0] = true;
                collector.housekeep(100);
                here.time.advance(Leftovers.AGE);
                here.disk.before(inner -> {
                    if (calls[0]++ == at) {
                        met[0] = true;
                        throw new Killed();
                    }
                });
                try {
                    collector.housekeep(100);
                } catch (Killed stopped) {
                    assertThat(stopped).isNotNull();
                } finally {
                    here.disk.before(_ -> {});
                }
            });
            Lease lease = granted(maker.claim(E));
            assertThat(lease.fence()).as("call %d", at).isOne();
            assertThat(maker.look(E)).isInstanceOf(LeaseLook.Held.class);
            over = !met[0];
        }
        System.out.println("leftovers: a maker went on at " + points + " points of a collection");
        assertThat(points).isGreaterThan(8);
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }
}
