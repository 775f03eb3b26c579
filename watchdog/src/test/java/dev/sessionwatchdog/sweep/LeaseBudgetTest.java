package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.decision.Permission;
import dev.sessionwatchdog.era.Era;
import dev.sessionwatchdog.observation.StoreObservation;
import dev.sessionwatchdog.sim.World;
import dev.sessionwatchdog.store.lease.Claim;
import dev.sessionwatchdog.store.lease.LeaseSettings;
import dev.sessionwatchdog.store.lease.Leases;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Many leases that lapse at once do not keep the daemon from everything else.
class LeaseBudgetTest {

    private static final Permission GRANTED = new Permission.Granted();

    private final World world = World.seeded(12);
    private final AtomicBoolean stopping = new AtomicBoolean();

    private StoreLeases leases(int held) throws Exception {
        Leases writer =
                Leases.unattended(
                        SimulatedRoot.open(world.disk(), World.SESSIONS),
                        Place.of("sessions.d"),
                        world.time(),
                        LeaseSettings.DEFAULT,
                        _ -> "unheard",
                        new Random(3));
        for (int entry = 0; entry < held; entry++) {
            assertThat(writer.claim(new Name(entry + ".json"))).isInstanceOf(Claim.Granted.class);
        }
        world.start();
        StoreLeases leases =
                new StoreLeases(
                        SimulatedRoot.open(world.disk(), World.ROOT),
                        world.config().leases(),
                        world.time(),
                        world.daemon().log(),
                        new Random(4),
                        stopping::get);
        Place store = Place.of("agents/main/sessions");
        StoreObservation seen =
                new StoreObservation(
                        store,
                        Era.DIRECTORY,
                        Optional.empty(),
                        true,
                        true,
                        false,
                        List.of(),
                        List.of(),
                        List.of(),
                        0,
                        List.of());
        leases.survey(List.of(seen), true, GRANTED);
        return leases;
    }

    private int held() {
        return (int)
                world.disk().paths().keySet().stream()
                        .filter(path -> path.matches(".*/[0-9]+\\.held\\.[0-9a-f]+"))
                        .count();
    }

    /// How many are broken at each look, until none is held or so much time has passed.
    private List<Integer> broken(StoreLeases leases, Duration most) throws IOException {
        List<Integer> broken = new ArrayList<>();
        long end = world.time().moment().monotonicNanos() + most.toNanos();
        while (held() > 0 && world.time().moment().monotonicNanos() < end) {
            int before = held();
            leases.look(GRANTED, "sweep");
            if (held() < before) {
                broken.add(before - held());
            }
            world.time().advance(Duration.ofMillis(500));
        }
        return broken;
    }

    @Test
    void so_many_are_broken_in_a_turn_and_the_others_in_the_next() throws Exception {
        assertThat(broken(leases(2 * StoreLeases.MOST_BREAKS + 5), Duration.ofMinutes(1)))
                .containsExactly(StoreLeases.MOST_BREAKS, StoreLeases.MOST_BREAKS, 5);
        assertThat(held()).isZero();
    }

    @Test
    void a_daemon_that_is_told_to_end_breaks_no_further_one() throws Exception {
        StoreLeases leases = leases(5);
        int[] renames = {0};
        world.disk()
                .before(operation -> {
                    if (operation.name().equals("rename") && operation.path().contains(".held.")) {
                        stopping.set(++renames[0] >= 2);
                    }
                });
        assertThat(broken(leases, Duration.ofMinutes(1))).containsExactly(2);
        assertThat(held()).isEqualTo(3);
        assertThat(world.verify().openIntents()).isEmpty();
    }
}
