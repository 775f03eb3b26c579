package dev.sessionwatchdog.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.config.Config.PausedOwner;
import dev.sessionwatchdog.sim.World;
import dev.sessionwatchdog.store.lease.BreakRecorder;
import dev.sessionwatchdog.store.lease.Claim;
import dev.sessionwatchdog.store.lease.Fencing;
import dev.sessionwatchdog.store.lease.LapsePolicy;
import dev.sessionwatchdog.store.lease.LeaseLook;
import dev.sessionwatchdog.store.lease.LeaseOverseer.Due;
import dev.sessionwatchdog.store.lease.LeaseSettings;
import dev.sessionwatchdog.store.lease.Leases;
import dev.sessionwatchdog.store.lease.OwnerId;
import dev.sessionwatchdog.store.lease.Standing;
import dev.sessionwatchdog.store.lease.Token;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeasePolicyTest {

    private static final Name ENTRY = new Name("e.json");
    private static final Name HASH = new Name("0".repeat(64));
    private static final Permission GRANTED = new Permission.Granted();
    private static final Fencing FENCED = new Fencing.Fenced();
    private static final Fencing UNFENCED = new Fencing.Unfenced("a network");

    private static Due lapsed(Standing.Ground ground, boolean paused) throws Exception {
        World world = World.seeded(1);
        BreakRecorder unheard = _ -> "unheard";
        try (Leases leases =
                Leases.unattended(
                        SimulatedRoot.open(world.disk(), World.SESSIONS),
                        Place.of("sessions.d"),
                        world.time(),
                        LeaseSettings.DEFAULT,
                        unheard,
                        new Random(1))) {
            Claim claim = leases.claim(ENTRY, Duration.ZERO);
            assertThat(claim).isInstanceOf(Claim.Granted.class);
            LeaseLook look = leases.look(ENTRY);
            assertThat(look).isInstanceOf(LeaseLook.Held.class);
            Standing.Credit credit =
                    new Standing.Credit(
                            Duration.ofSeconds(23),
                            Duration.ofSeconds(22),
                            Duration.ZERO,
                            Duration.ofMinutes(5),
                            9);
            return new Due.Break(
                    HASH,
                    new Standing.Lapsed(ground, credit, ((LeaseLook.Held) look).sighting()),
                    paused);
        }
    }

    private static String said(
            PausedOwner setting, Permission permission, boolean paused, Fencing fencing)
            throws Exception {
        return said(setting, permission, lapsed(Standing.Ground.SILENT, paused), fencing);
    }

    private static String said(PausedOwner setting, Permission permission, Due due, Fencing fencing)
            throws Exception {
        Config.Leases settings = new Config.Leases(true, 1.5, 5, setting);
        return new LeasePolicy(settings, permission).objection(due, () -> fencing).orElse("break");
    }

    @Test
    void a_stopped_owner_is_waited_for_where_that_was_asked() throws Exception {
        assertThat(said(PausedOwner.BREAK, GRANTED, true, FENCED)).isEqualTo("break");
        assertThat(said(PausedOwner.WAIT, GRANTED, true, FENCED)).isEqualTo("owner-paused");
        assertThat(said(PausedOwner.WAIT, GRANTED, false, FENCED)).isEqualTo("break");
    }

    @Test
    void where_nothing_fences_only_an_owner_that_is_gone_loses_its_lease() throws Exception {
        for (PausedOwner setting : PausedOwner.values()) {
            for (Standing.Ground ground : Standing.Ground.values()) {
                assertThat(said(setting, GRANTED, lapsed(ground, false), UNFENCED))
                        .as("%s", ground)
                        .isEqualTo(
                                ground == Standing.Ground.OWNER_GONE
                                        ? "break"
                                        : "not fenced here, and its owner may live");
            }
        }
        Due half = new Due.Finish(HASH, new Token.Broken(1, new OwnerId("0123456789abcdef")));
        assertThat(said(PausedOwner.BREAK, GRANTED, half, UNFENCED))
                .as("its owner has lost it already")
                .isEqualTo("break");
    }

    @Test
    void nothing_is_done_without_the_permission_to_act() throws Exception {
        Permission observing = new Permission.Withheld("mode: observe");
        assertThat(said(PausedOwner.BREAK, observing, false, FENCED)).isEqualTo("mode: observe");
    }

    @Test
    void tolerance_and_samples_are_the_settings() {
        LapsePolicy lapse = LeasePolicy.lapse(new Config.Leases(true, 2.5, 7, PausedOwner.BREAK));
        assertThat(lapse.rho()).isEqualTo(1.5);
        assertThat(lapse.leastSamples()).isEqualTo(7);
    }
}
