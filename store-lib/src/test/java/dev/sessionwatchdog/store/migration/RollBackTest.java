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
import dev.sessionwatchdog.store.key.Layout;
import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.lease.Claim;
import dev.sessionwatchdog.store.lease.Commit;
import dev.sessionwatchdog.store.lease.LapsePolicy;
import dev.sessionwatchdog.store.lease.LeaseSettings;
import dev.sessionwatchdog.store.lease.LeaseTerms;
import dev.sessionwatchdog.store.lease.Leases;
import dev.sessionwatchdog.store.root.Directory;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.SimulatedCrash;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
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

    /// The very trap of a gateway that knows no directories: it begins anew with one key.
    @Test
    void beside_another_single_file_everything_of_both_comes_back_in_one() throws Exception {
        world.run();
        try (SessionStore store = world.store()) {
            store.put(new SessionKey("in:directory"), Entry.of("1"));
            store.put(MAIN, Entry.of("2"));
        }
        world.disk.file(FILE, "{\"agent:main:main\":3,\"in:file\":[4]}");
        assertThat(world.state()).isInstanceOf(StoreState.Conflicting.class);
        assertThat(world.rollback()).isInstanceOf(MigrationOutcome.RolledBack.class);
        assertThat(world.state()).isEqualTo(new StoreState.InSingleFile());
        Map<String, String> both = new TreeMap<>(ALL);
        both.put("in:directory", "1");
        both.put("in:file", "[4]");
        both.put(MAIN.value(), "2");
        assertThat(world.found()).isEqualTo(both);
        Backup retired =
                world.migration().backups().stream()
                        .filter(it -> !it.file())
                        .findFirst()
                        .orElseThrow();
        List<String> kept = new ArrayList<>();
        for (Name name : world.disk.names(retired.place() + "/conflict")) {
            kept.add(world.disk.text(retired.place() + "/conflict/" + name));
        }
        assertThat(kept).contains("3");
        assertThat(world.log.open()).isEmpty();
    }

    @Test
    void beside_a_single_file_that_is_no_store_that_one_is_kept_as_a_backup() throws Exception {
        for (String torn : List.of("", "{\"agent:main:main\":{\"n\"", "[]")) {
            MigrationWorld one = MigrationWorld.fresh();
            one.run();
            one.disk.file(FILE, torn);
            assertThat(one.rollback()).as(torn).isInstanceOf(MigrationOutcome.RolledBack.class);
            assertThat(one.disk.text(FILE)).isEqualTo(MigrationWorld.SOURCE);
            assertThat(one.migration().backups())
                    .filteredOn(Backup::file)
                    .extracting(it -> one.disk.text(it.place().toString()))
                    .containsExactlyInAnyOrder(MigrationWorld.SOURCE, torn);
            assertThat(one.log.open()).isEmpty();
        }
    }

    @Test
    void an_objection_comes_before_another_single_file_is_brought_in() throws Exception {
        world.run();
        world.disk.file(FILE, "{\"in:file\":[4]}");
        world.object(MigrationGuard.Step.ROLL_BACK, "a gateway runs");
        var before = world.disk.paths();
        assertThat(world.rollback())
                .isInstanceOfSatisfying(
                        MigrationOutcome.Overtaken.class,
                        it -> assertThat(it.state()).isInstanceOf(StoreState.Conflicting.class));
        assertThat(world.disk.paths()).isEqualTo(before);
    }

    private interface Meanwhile {
        void act() throws IOException;
    }

    /// Ends when the rebuilt file is published, durably, and the directory is not yet retired.
    private MigrationWorld published(Meanwhile meanwhile) throws Exception {
        world.run();
        try (SessionStore store = world.store()) {
            store.put(MAIN, Entry.of("2"));
        }
        world.disk.before(call -> {
            boolean retiring = call.name().equals("rename") && call.path().endsWith("/sessions.d");
            if (retiring) {
                throw new SimulatedCrash(call.toString());
            }
        });
        try {
            world.rollback();
            throw new AssertionError("it did not end");
        } catch (SimulatedCrash end) {
            meanwhile.act();
            return world.on(world.disk.killed());
        }
    }

    /// By a gateway that reads directories and was started after the interruption (S12).
    @Test
    void what_was_written_into_the_directory_after_the_file_was_rebuilt_is_not_hidden()
            throws Exception {
        MigrationWorld left = published(() -> world.disk.file(STORE + "/late.json", "\"late\""));
        assertThat(left.recover()).isInstanceOf(MigrationOutcome.Overtaken.class);
        assertThat(left.state()).isInstanceOf(StoreState.Conflicting.class);
        assertThat(left.recover()).isInstanceOf(MigrationOutcome.Merged.class);
        assertThat(left.found())
                .containsEntry("late", "\"late\"")
                .containsEntry(MAIN.value(), "2")
                .hasSize(4);
        assertThat(left.rollback()).isInstanceOf(MigrationOutcome.RolledBack.class);
        assertThat(left.found()).containsEntry("late", "\"late\"").hasSize(5);
    }

    @Test
    void an_objection_leaves_the_directory_of_an_interrupted_roll_back_where_it_is()
            throws Exception {
        MigrationWorld left = published(() -> {});
        left.object(MigrationGuard.Step.ROLL_BACK, "mode: observe");
        var before = left.disk.paths();
        assertThat(left.recover())
                .isInstanceOfSatisfying(
                        MigrationOutcome.Overtaken.class,
                        it -> assertThat(it.state()).isInstanceOf(StoreState.RollingBack.class));
        assertThat(left.disk.paths()).isEqualTo(before);
        left.objectNoMore();
        assertThat(left.rollback()).isInstanceOf(MigrationOutcome.RolledBack.class);
        assertThat(left.found()).containsEntry(MAIN.value(), "2").hasSize(4);
    }

    @Test
    void what_no_migration_made_is_not_taken_back() throws IOException {
        assertThat(world.rollback()).isInstanceOf(MigrationOutcome.Refused.class);
        world.disk.remove(FILE);
        world.disk.mkdirs(STORE);
        assertThat(world.rollback()).isInstanceOf(MigrationOutcome.Refused.class);
    }

    private long inodeOfStore() throws IOException {
        try (Directory sessions = SimulatedRoot.open(world.disk).open(SESSIONS)) {
            return sessions.look(new Name("sessions.d")).orElseThrow().inode();
        }
    }

    /// A file system gives the number of an inode again; the directory is another one.
    @Test
    void a_directory_with_the_number_of_an_earlier_one_is_looked_at_again() throws Exception {
        world.with(Layout.ENTRIES_ENCODED, true, false);
        world.disk.remove(FILE);
        world.disk.mkdirs(STORE);
        try (SessionStore store = world.store()) {
            store.put(MAIN, Entry.of("1"));
            final long before = inodeOfStore();
            List<String> all = new ArrayList<>(world.disk.paths().keySet());
            all.stream()
                    .filter(it -> it.startsWith(STORE))
                    .sorted(Comparator.reverseOrder())
                    .forEach(world.disk::remove);
            world.time.advance(Duration.ofMinutes(1));
            world.disk.mkdirs(STORE);
            for (int other = 0; inodeOfStore() != before && other < 1_000; other++) {
                world.disk.rename(STORE, "other-" + other);
                world.disk.mkdirs(STORE);
            }
            assertThat(inodeOfStore()).isEqualTo(before);
            world.disk.file(STORE + "/.rollback.x", "");
            assertThatThrownBy(() -> store.put(MAIN, Entry.of("2")))
                    .isInstanceOf(StoreMovedException.class);
        }
    }
}
