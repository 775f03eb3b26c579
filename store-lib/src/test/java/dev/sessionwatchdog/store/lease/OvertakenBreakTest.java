package dev.sessionwatchdog.store.lease;

import static dev.sessionwatchdog.store.lease.SimulatedStore.E;
import static dev.sessionwatchdog.store.lease.SimulatedStore.STORE;
import static dev.sessionwatchdog.store.lease.SimulatedStore.bytes;
import static dev.sessionwatchdog.store.lease.SimulatedStore.granted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionwatchdog.store.forensic.Phase;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A break that takes nothing leaves nothing, and says so.
class OvertakenBreakTest {

    private static final String QUARANTINE = STORE + "/.leases/.quarantine";

    private final SimulatedStore store = SimulatedStore.empty();

    private Standing.Lapsed seen(Leases breaker, Standing.Ground ground) throws IOException {
        LeaseSighting sighting = ((LeaseLook.Held) breaker.look(E)).sighting();
        return new Standing.Lapsed(ground, Standing.Credit.NONE, sighting);
    }

    @Test
    void an_overtaken_break_leaves_no_directory_and_names_none() throws Exception {
        Lease lease = granted(store.process().claim(E));
        Leases breaker = store.process();
        Standing.Lapsed lapsed = seen(breaker, Standing.Ground.SILENT);
        lease.progress();
        assertThat(breaker.breakLease(E, lapsed)).isInstanceOf(BreakOutcome.Overtaken.class);
        assertThat(store.disk.names(QUARANTINE)).isEmpty();
        assertThat(store.events.of(Phase.INTENT).getFirst().quarantine()).isNotEmpty();
        assertThat(store.events.of(Phase.OVERTAKEN))
                .singleElement()
                .satisfies(event -> assertThat(event.quarantine()).isEmpty());
    }

    @Test
    void a_break_that_fails_names_none_and_one_that_is_done_does() throws Exception {
        Lease lease = granted(store.process().claim(E));
        Leases breaker = store.process();
        Standing.Lapsed asked = seen(breaker, Standing.Ground.REQUESTED);
        store.disk.before(operation -> {
            if (operation.name().equals("rename") && operation.path().contains(".held.")) {
                throw new IOException("Input/output error");
            }
        });
        assertThatThrownBy(() -> breaker.breakLease(E, asked)).isInstanceOf(IOException.class);
        store.disk.before(_ -> {});
        assertThat(breaker.breakLease(E, asked)).isEqualTo(new BreakOutcome.Broken(1));
        assertThat(store.events.of(Phase.INDETERMINATE).getFirst().quarantine()).isEmpty();
        assertThat(store.events.of(Phase.DONE).getFirst().quarantine())
                .isEqualTo(QUARANTINE + "/1." + lease.owner());
    }

    /// Both made the directory ready; the one that takes nothing removes it, wherever the other is.
    @Test
    void a_breaker_whose_directory_another_removed_finishes_all_the_same() throws Exception {
        int points = 0;
        for (boolean over = false; !over; points++) {
            SimulatedStore here = SimulatedStore.empty();
            Lease silent = granted(here.process().claim(E));
            silent.commit(bytes("before"));
            Leases breaker = here.process();
            Leases late = here.process();
            Standing.Lapsed asked = seen(here, breaker);
            Standing.Lapsed old =
                    new Standing.Lapsed(
                            Standing.Ground.SILENT,
                            Standing.Credit.NONE,
                            new LeaseSighting(
                                    asked.sighting().token(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    asked.sighting().record(),
                                    false));
            HeldUp meets = new HeldUp(points + 1, () -> late.breakLease(E, old));
            here.disk.before(meets);
            assertThat(breaker.breakLease(E, asked)).as("call %d", points).isNotNull();
            assertThat(here.token()).as("call %d", points).isEqualTo(new Token.Free(1));
            assertThat(here.disk.names(QUARANTINE + "/1." + silent.owner()))
                    .as("call %d", points)
                    .isNotEmpty();
            over = meets.over();
        }
        System.out.println("overtaken: a late breaker met another at " + points + " points");
        assertThat(points).isGreaterThan(20);
    }

    private static Standing.Lapsed seen(SimulatedStore here, Leases breaker) throws IOException {
        LeaseSighting sighting = ((LeaseLook.Held) breaker.look(E)).sighting();
        assertThat(here.token()).isEqualTo(sighting.token());
        return new Standing.Lapsed(Standing.Ground.REQUESTED, Standing.Credit.NONE, sighting);
    }
}
