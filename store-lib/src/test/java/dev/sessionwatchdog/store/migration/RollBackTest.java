package dev.sessionwatchdog.store.migration;

import static dev.sessionwatchdog.store.migration.MigrationWorld.ALL;
import static dev.sessionwatchdog.store.migration.MigrationWorld.FILE;
import static dev.sessionwatchdog.store.migration.MigrationWorld.SESSIONS;
import static dev.sessionwatchdog.store.migration.MigrationWorld.STORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionwatchdog.store.Entry;
import dev.sessionwatchdog.store.SessionStore;
import dev.sessionwatchdog.store.StoreMovedException;
import dev.sessionwatchdog.store.Update;
import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.lease.Claim;
import dev.sessionwatchdog.store.lease.Commit;
import dev.sessionwatchdog.store.lease.LapsePolicy;
import dev.sessionwatchdog.store.lease.LeaseSettings;
import dev.sessionwatchdog.store.lease.LeaseTerms;
import dev.sessionwatchdog.store.lease.Leases;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Who may still write while a migration is taken back.
class RollBackTest {

    private static final SessionKey MAIN = new SessionKey("agent:main:main");

    private final MigrationWorld world = MigrationWorld.fresh();

    private Leases leases() throws IOException {
        LeaseSettings settings =
                new LeaseSettings(LeaseTerms.DEFAULT, LapsePolicy.DEFAULT, Duration.ZERO);
        return Leases.unattended(
                SimulatedRoot.open(world.disk),
                Place.of(STORE),
                world.time,
                settings,
                _ -> "event",
                new Random(99));
    }

    @Test
    void whoever_held_a_lease_before_cannot_commit_any_more() throws Exception {
        world.run();
        try (Leases leases = leases()) {
            Name name = new Name("agent%3Amain%3Amain.json");
            Claim.Granted granted = (Claim.Granted) leases.claim(name);
            boolean[] tried = {false};
            world.disk.before(call -> {
                boolean rebuilding =
                        call.name().equals("create") && call.path().endsWith("/sessions.json");
                if (rebuilding && !tried[0]) {
                    tried[0] = true;
                    Commit commit = granted.lease().commit("{}".getBytes(StandardCharsets.UTF_8));
                    assertThat(commit).isInstanceOf(Commit.Lost.class);
                }
            });
            assertThat(world.rollback()).isInstanceOf(MigrationOutcome.RolledBack.class);
            assertThat(tried[0]).isTrue();
        }
        world.disk.before(_ -> {});
        assertThat(world.found()).isEqualTo(ALL);
    }

    @Test
    void whoever_writes_after_the_mark_is_told_that_the_store_has_moved() throws Exception {
        world.run();
        try (SessionStore store = world.store()) {
            store.put(MAIN, Entry.of("1"));
            boolean[] tried = {false};
            world.disk.before(call -> {
                boolean rebuilding =
                        call.name().equals("create") && call.path().endsWith("/sessions.json");
                if (rebuilding && !tried[0]) {
                    tried[0] = true;
                    assertThatThrownBy(() -> store.put(MAIN, Entry.of("2")))
                            .isInstanceOf(StoreMovedException.class);
                    assertThatThrownBy(() -> world.store().put(MAIN, Entry.of("2")))
                            .isInstanceOf(StoreMovedException.class);
                }
            });
            assertThat(world.rollback()).isInstanceOf(MigrationOutcome.RolledBack.class);
            assertThat(tried[0]).isTrue();
            world.disk.before(_ -> {});
            assertThat(world.found()).containsEntry(MAIN.value(), "1");
        }
    }

    @Test
    void an_objection_takes_the_mark_away_and_the_directory_is_written_again() throws Exception {
        world.run();
        int[] asked = {0};
        world.disk.before(call -> {
            if (call.name().equals("create") && call.path().endsWith("/sessions.json")) {
                asked[0]++;
                world.object(MigrationGuard.Step.ROLL_BACK, "a gateway was started");
            }
        });
        assertThat(world.rollback()).isInstanceOf(MigrationOutcome.Overtaken.class);
        assertThat(asked[0]).isPositive();
        world.disk.before(_ -> {});
        assertThat(world.disk.exists(FILE)).isFalse();
        assertThat(world.state()).isInstanceOf(StoreState.InDirectory.class);
        world.holdsEverything("cancelled");
        try (SessionStore store = world.store()) {
            assertThat(store.put(MAIN, Entry.of("2"))).isInstanceOf(Update.Written.class);
        }
    }

    @Test
    void a_single_file_that_appears_meanwhile_ends_it_as_a_conflict() throws Exception {
        world.run();
        String late = "{\"agent:main:main\":{\"late\":1}}";
        world.disk.before(call -> {
            if (call.name().equals("rename") && call.path().endsWith("/sessions.json")) {
                world.disk.file(FILE, late);
            }
        });
        assertThat(world.rollback()).isInstanceOf(MigrationOutcome.Overtaken.class);
        world.disk.before(_ -> {});
        assertThat(world.disk.text(FILE)).isEqualTo(late);
        assertThat(world.state()).isInstanceOf(StoreState.Conflicting.class);
        assertThat(world.recover()).isInstanceOf(MigrationOutcome.Merged.class);
        assertThat(world.found()).containsEntry(MAIN.value(), "{\"late\":1}").hasSize(3);
    }

    @Test
    void a_key_that_no_single_file_can_hold_stops_it_before_anything_is_changed() throws Exception {
        world.run();
        try (SessionStore store = world.store()) {
            store.put(new SessionKey("x\ud800"), Entry.of("1"));
        }
        assertThat(world.rollback())
                .isInstanceOfSatisfying(
                        MigrationOutcome.Refused.class,
                        it -> assertThat(it.why().toString()).contains("no single file"));
        assertThat(world.disk.names(SESSIONS.toString())).containsOnly(new Name("sessions.d"));
        assertThat(world.state()).isInstanceOf(StoreState.InDirectory.class);
    }

    @Test
    void what_no_migration_made_is_not_taken_back() throws IOException {
        assertThat(world.rollback()).isInstanceOf(MigrationOutcome.Refused.class);
        world.disk.remove(FILE);
        world.disk.mkdirs(STORE);
        assertThat(world.rollback()).isInstanceOf(MigrationOutcome.Refused.class);
    }
}
