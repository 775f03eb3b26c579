package dev.sessionwatchdog.store.lease;

import static dev.sessionwatchdog.store.lease.SimulatedStore.E;
import static dev.sessionwatchdog.store.lease.SimulatedStore.STORE;
import static dev.sessionwatchdog.store.lease.SimulatedStore.granted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Who renews what a process holds, when threads or disks are not to be had.
class HeartbeatsTest {

    private static final Name OTHER = new Name("other.json");

    private final SimulatedStore store = SimulatedStore.empty();

    private Leases beatenBy(Executor threads) throws IOException {
        return Leases.open(
                SimulatedRoot.open(store.disk),
                Place.of(STORE),
                store.time,
                SimulatedStore.settings(Duration.ZERO),
                store.events,
                new Random(8),
                Optional.of(threads));
    }

    @Test
    void a_lease_that_no_thread_can_renew_is_given_back_and_not_shown() throws Exception {
        List<Runnable> started = new ArrayList<>();
        boolean[] refuses = {true};
        Leases leases =
                beatenBy(beating -> {
                    if (refuses[0]) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    started.add(beating);
                });
        assertThatThrownBy(() -> leases.claim(E))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unable to create native thread");
        assertThat(store.token()).isEqualTo(new Token.Free(1));
        assertThat(leases.holdsNothing()).isTrue();
        assertThat(store.disk.names(STORE + "/.leases/.owners")).isEmpty();

        refuses[0] = false;
        try (Lease lease = granted(leases.claim(E));
                Lease other = granted(leases.claim(OTHER))) {
            assertThat(lease.fence()).isEqualTo(2);
            assertThat(other.fence()).isEqualTo(1);
            assertThat(started).as("one thread for all").hasSize(1);
        }
    }

    @Test
    void a_beat_that_fails_in_whatever_way_costs_no_other_lease_its_beats() throws Exception {
        Leases leases = store.process();
        Lease bad = granted(leases.claim(E));
        Lease good = granted(leases.claim(OTHER));
        store.disk.before(operation -> {
            if (operation.name().equals("touch")
                    && operation.path().startsWith(SimulatedStore.LEASE)) {
                throw new IllegalStateException("a broken disk");
            }
        });
        for (int beat = 0; beat < 5; beat++) {
            store.time.advance(Duration.ofSeconds(3));
            leases.beatDue();
        }
        assertThat(good.loss()).isEmpty();
        assertThat(bad.loss().orElseThrow().what()).contains("by our own clocks", "a broken disk");
    }

    @Test
    void a_beat_does_not_wait_for_a_sign_of_progress_on_a_slow_disk() throws Exception {
        Leases leases = store.process();
        Lease lease = granted(leases.claim(E));
        AtomicInteger beaten = new AtomicInteger();
        store.disk.before(operation -> {
            if (operation.path().endsWith(".progress") && beaten.get() == 0) {
                store.time.advance(Duration.ofSeconds(3));
                Thread beating =
                        Thread.ofPlatform()
                                .daemon()
                                .start(() -> {
                                    leases.beatDue();
                                    beaten.incrementAndGet();
                                });
                assertThat(ends(beating)).as("the beat, while progress is on its way").isTrue();
            }
        });
        lease.progress();
        assertThat(beaten).hasValue(1);
        assertThat(lease.loss()).isEmpty();
    }

    private static boolean ends(Thread thread) {
        try {
            return thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
