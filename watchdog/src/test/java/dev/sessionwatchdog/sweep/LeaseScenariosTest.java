package dev.sessionwatchdog.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import dev.sessionwatchdog.config.Config;
import dev.sessionwatchdog.incident.EventSchema;
import dev.sessionwatchdog.sim.Configs;
import dev.sessionwatchdog.sim.World;
import dev.sessionwatchdog.store.forensic.ForensicEvent;
import dev.sessionwatchdog.store.lease.BreakRecorder;
import dev.sessionwatchdog.store.lease.Claim;
import dev.sessionwatchdog.store.lease.Commit;
import dev.sessionwatchdog.store.lease.Lease;
import dev.sessionwatchdog.store.lease.LeaseSettings;
import dev.sessionwatchdog.store.lease.Leases;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The rule `lease.lapsed`: the watchdog as one more who breaks leases of store-lib.
class LeaseScenariosTest {

    private static final Name ENTRY = new Name("agent%3Amain%3Amain.json");
    private static final String STORE = World.SESSIONS + "/sessions.d";

    private final World world = World.seeded(11);
    private int processes;

    /// A process that writes sessions by store-lib.
    private Leases writer() throws Exception {
        return Leases.unattended(
                SimulatedRoot.open(world.disk(), World.SESSIONS),
                Place.of("sessions.d"),
                world.time(),
                LeaseSettings.DEFAULT,
                new Unheard(),
                new Random(31 + processes++));
    }

    /// What writers tell is not told to the watchdog.
    private static final class Unheard implements BreakRecorder {
        @Override
        public String record(ForensicEvent event) {
            return "unheard";
        }
    }

    private static Lease take(Leases writer) throws Exception {
        Claim claim = writer.claim(ENTRY, Duration.ZERO);
        assertThat(claim).isInstanceOf(Claim.Granted.class);
        return ((Claim.Granted) claim).lease();
    }

    /// The writers beat while the daemon lives.
    private void live(Duration duration, Leases... beating) throws Exception {
        Duration step = Duration.ofMillis(500);
        for (Duration passed = Duration.ZERO;
                passed.compareTo(duration) < 0;
                passed = passed.plus(step)) {
            for (Leases writer : beating) {
                writer.beatDue();
            }
            world.live(step);
        }
    }

    private List<String> told() {
        List<String> told = new ArrayList<>();
        for (JsonNode event : world.events()) {
            if (event.path("event").path("action").asString("").equals("lease.break")) {
                told.add(
                        event.path("event").path("phase").asString("")
                                + " "
                                + event.path("event").path("reason").asString(""));
            }
        }
        return told;
    }

    private boolean held() {
        return world.disk().paths().keySet().stream().anyMatch(path -> path.contains(".held."));
    }

    @AfterEach
    void the_log_holds() throws Exception {
        assertThat(world.verify().sound()).as("%s", world.verify()).isTrue();
        assertThat(world.verify().openIntents()).isEmpty();
        Schema schema = EventSchema.published();
        for (JsonNode event : world.events()) {
            assertThat(schema.validate(event.toString(), InputFormat.JSON))
                    .as("%s", event)
                    .isEmpty();
        }
    }

    @Test
    void a_silent_owner_loses_its_lease_and_its_late_write_is_refused() throws Exception {
        Lease lease = take(writer());
        live(Duration.ofSeconds(22));
        assertThat(held()).isTrue();
        live(Duration.ofSeconds(5));

        assertThat(held()).isFalse();
        assertThat(told()).containsExactly("intent silent", "done ");
        assertThat(lease.commit("late".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Commit.Lost.class);
        assertThat(world.disk().exists(STORE + "/" + ENTRY)).isFalse();
        JsonNode intent = world.events("lease.break", "intent").getFirst();
        assertThat(intent.path("rule").path("id").asString("")).isEqualTo("lease.lapsed");
        assertThat(intent.path("rule").path("checks").size()).isEqualTo(2);
        assertThat(intent.path("fenced").asBoolean(false)).isTrue();
        assertThat(intent.path("file").path("root").asString("")).endsWith(World.ROOT);
        assertThat(intent.path("message").asString("")).contains("write " + ENTRY);
        assertThat(take(writer()).fence()).as("the next owner").isEqualTo(2);
    }

    @Test
    void an_owner_that_beats_and_gets_on_keeps_its_lease() throws Exception {
        Leases writer = writer();
        Lease lease = take(writer);
        for (int minute = 0; minute < 10; minute++) {
            live(Duration.ofMinutes(1), writer);
            lease.progress();
        }
        assertThat(held()).isTrue();
        assertThat(told()).isEmpty();
    }

    @Test
    void s79_an_owner_that_beats_for_ever_without_progress_is_no_owner() throws Exception {
        Leases writer = writer();
        Lease lease = take(writer);
        live(Duration.ofSeconds(298), writer);
        assertThat(held()).isTrue();
        live(Duration.ofSeconds(12), writer);
        assertThat(held()).isFalse();
        assertThat(told()).containsExactly("intent progress_stalled", "done ");
        assertThat(lease.fence()).as("a handle that is garbage beats no longer").isEqualTo(1);
    }

    @Test
    void s75_a_sleep_of_the_machine_lapses_nothing() throws Exception {
        Leases writer = writer();
        Lease lease = take(writer);
        live(Duration.ofSeconds(10), writer);
        assertThat(lease.fence()).isEqualTo(1);
        world.time().sleepMachine(Duration.ofHours(8));
        live(Duration.ofSeconds(20));
        assertThat(told()).isEmpty();
        live(Duration.ofSeconds(8));
        assertThat(told()).containsExactly("intent silent", "done ");
    }

    @Test
    void what_mode_observe_would_do_is_said_once() throws Exception {
        world.configured(Configs.observing());
        take(writer());
        live(Duration.ofMinutes(2));
        assertThat(held()).isTrue();
        assertThat(told()).containsExactly("observed mode: observe");
    }

    @Test
    void while_any_store_of_the_root_is_upgraded_nothing_is_broken() throws Exception {
        take(writer());
        live(Duration.ofSeconds(5));
        String other = World.ROOT + "/agents/other";
        world.disk().mkdirs(other + "/sessions");
        world.disk().mkdirs(other + "/session-sqlite-import-archive");
        world.disk().file(other + "/sessions/sessions.json", "{}");
        world.changed(Place.of("agents/other/sessions"));
        live(Duration.ofMinutes(1));

        assertThat(held()).isTrue();
        assertThat(told()).containsExactly("observed store.upgrading");
    }

    @Test
    void a_switched_off_rule_looks_at_nothing() throws Exception {
        world.configured(Configs.withLeases(world.config(), off()));
        take(writer());
        live(Duration.ofMinutes(1));
        assertThat(told()).isEmpty();
        assertThat(held()).isTrue();
    }

    private static Config.Leases off() {
        return new Config.Leases(false, 1.5, 5, Config.PausedOwner.BREAK);
    }

    @Test
    void a_break_that_the_watchdog_was_killed_in_is_finished_by_the_next() throws Exception {
        take(writer());
        live(Duration.ofSeconds(20));
        world.disk()
                .before(operation -> {
                    if (operation.name().equals("rename")
                            && operation.path().contains(".broken.")) {
                        throw new Killed();
                    }
                });
        try {
            live(Duration.ofSeconds(8));
        } catch (Killed expected) {
            assertThat(world.disk().paths().keySet()).anyMatch(path -> path.contains(".broken."));
        }
        world.disk().before(_ -> {});
        world.kill();
        live(Duration.ofSeconds(5));

        assertThat(world.disk().paths().keySet()).noneMatch(path -> path.contains(".broken."));
        assertThat(held()).isFalse();
        assertThat(told().getFirst()).isEqualTo("intent silent");
        assertThat(told().get(1)).startsWith("indeterminate reconciled: half broken");
        assertThat(told().subList(2, 4)).containsExactly("intent resumed", "done ");
    }

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
