package dev.sessionwatchdog.store.migration;

import static dev.sessionwatchdog.store.migration.MigrationWorld.ALL;
import static dev.sessionwatchdog.store.migration.MigrationWorld.FILE;
import static dev.sessionwatchdog.store.migration.MigrationWorld.HOME;
import static dev.sessionwatchdog.store.migration.MigrationWorld.LONG;
import static dev.sessionwatchdog.store.migration.MigrationWorld.SESSIONS;
import static dev.sessionwatchdog.store.migration.MigrationWorld.SOURCE;
import static dev.sessionwatchdog.store.migration.MigrationWorld.STORE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.Entry;
import dev.sessionwatchdog.store.key.SessionKey;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A store becomes a directory, and what is said of it.
class MigrationTest {

    private final MigrationWorld world = MigrationWorld.fresh();

    @Test
    void every_session_is_in_the_directory_byte_for_byte_and_the_file_is_a_backup()
            throws IOException {
        MigrationOutcome outcome = world.run();
        assertThat(outcome).isInstanceOf(MigrationOutcome.Migrated.class);
        MigrationOutcome.Migrated migrated = (MigrationOutcome.Migrated) outcome;
        assertThat(world.disk.exists(FILE)).isFalse();
        assertThat(world.disk.text(migrated.backup().toString())).isEqualTo(SOURCE);
        assertThat(world.found())
                .isEqualTo(
                        Map.of(
                                "agent:main:main",
                                ALL.get("agent:main:main"),
                                "signal:abc=",
                                ALL.get("Signal:AbC="),
                                LONG,
                                ALL.get(LONG)));
        world.holdsEverything("migrated");
        assertThat(migrated.counts().sessions()).isEqualTo(4);
        assertThat(migrated.counts().entries()).isEqualTo(3);
        assertThat(migrated.counts().folded())
                .containsExactly(
                        new FoldedKey(
                                new SessionKey("signal:abc="), new SessionKey("Signal:AbC=")));
        assertThat(world.state()).isEqualTo(new StoreState.InDirectory(migrated.id()));
        assertThat(world.log.words())
                .containsExactly("store.migrate intent migrate", "store.migrate done migrate");
        assertThat(world.disk.names(SESSIONS.toString())).containsOnly(new Name("sessions.d"));
        assertThat(world.disk.names(HOME + "/migrate")).isEmpty();
    }

    @Test
    void a_plan_tells_all_of_it_and_changes_nothing() throws IOException {
        var before = world.disk.paths();
        MigrationPlan plan = world.migration().plan();
        assertThat(world.disk.paths()).isEqualTo(before);
        assertThat(plan.sessions()).isEqualTo(4);
        assertThat(plan.entries()).isEqualTo(3);
        assertThat(plan.bytes()).isEqualTo(SOURCE.length());
        assertThat(plan.cutNames()).isEqualTo(1);
        assertThat(plan.longestName()).hasSizeBetween(120, 200).endsWith(".json");
        assertThat(plan.requiredBytes())
                .isBetween(2L * SOURCE.length() + 6 * 4096, 2L * SOURCE.length() + 32 * 4096);
        assertThat(plan.freeBytes()).isPresent();
        assertThat(plan.obstacles()).isEmpty();
        assertThat(plan.state()).isEqualTo(new StoreState.InSingleFile());
    }

    @Test
    void migrating_twice_does_nothing_more() throws IOException {
        world.run();
        var after = world.disk.paths();
        assertThat(world.run()).isInstanceOf(MigrationOutcome.NothingToDo.class);
        assertThat(world.recover()).isInstanceOf(MigrationOutcome.NothingToDo.class);
        assertThat(world.disk.paths()).isEqualTo(after);
    }

    @Test
    void an_unchanged_store_is_rolled_back_to_the_very_same_bytes() throws IOException {
        world.run();
        MigrationOutcome outcome = world.rollback();
        assertThat(outcome).isInstanceOf(MigrationOutcome.RolledBack.class);
        assertThat(((MigrationOutcome.RolledBack) outcome).identical()).isTrue();
        assertThat(world.disk.text(FILE)).isEqualTo(SOURCE);
        assertThat(world.disk.exists(STORE)).isFalse();
        assertThat(world.state()).isEqualTo(new StoreState.InSingleFile());
        assertThat(world.log.open()).isEmpty();
    }

    @Test
    void what_was_written_in_directory_mode_is_in_the_file_after_a_roll_back_and_comes_back()
            throws Exception {
        world.run();
        try (var store = world.store()) {
            store.put(new SessionKey("new:1"), Entry.of("{\"v\":1}"));
            store.put(new SessionKey("x".repeat(300)), Entry.of("{\"v\":2}"));
            store.put(new SessionKey("agent:main:main"), Entry.of("{\"v\":3}"));
        }
        MigrationOutcome outcome = world.rollback();
        assertThat(outcome).isInstanceOf(MigrationOutcome.RolledBack.class);
        assertThat(((MigrationOutcome.RolledBack) outcome).identical()).isFalse();
        Map<String, String> expected = new TreeMap<>(ALL);
        expected.put("new:1", "{\"v\":1}");
        expected.put("x".repeat(300), "{\"v\":2}");
        expected.put("agent:main:main", "{\"v\":3}");
        assertThat(world.found()).isEqualTo(expected);
        String rebuilt = world.disk.text(FILE);
        assertThat(world.run()).isInstanceOf(MigrationOutcome.Migrated.class);
        assertThat(world.everything()).isEqualTo(world.told(expected));
        MigrationOutcome.RolledBack again = (MigrationOutcome.RolledBack) world.rollback();
        assertThat(again.identical()).isTrue();
        assertThat(world.disk.text(FILE)).isEqualTo(rebuilt);
        assertThat(world.migration().backups()).hasSize(4);
    }

    @Test
    void two_stores_in_one_directory_are_each_their_own() throws IOException {
        String other = "{\"work\":1}";
        world.disk.file(SESSIONS + "/sessions-work.json", other);
        StoreNames names = StoreNames.of(new Name("sessions-work.json")).orElseThrow();
        StoreMigration work = world.migration(names);
        assertThat(work.plan().sessions()).isEqualTo(1);
        MigrationOutcome.Migrated done =
                (MigrationOutcome.Migrated) work.run(MigrationProgress.none());
        assertThat(world.disk.text(SESSIONS + "/sessions-work.d/work.json")).isEqualTo("1");
        assertThat(world.disk.text(FILE)).isEqualTo(SOURCE);
        assertThat(world.state()).isEqualTo(new StoreState.InSingleFile());
        assertThat(world.migration().backups()).isEmpty();
        assertThat(work.backups()).extracting(Backup::id).containsExactly(done.id());
        assertThat(world.run()).isInstanceOf(MigrationOutcome.Migrated.class);
        assertThat(work.rollback(MigrationProgress.none()))
                .isInstanceOf(MigrationOutcome.RolledBack.class);
        assertThat(world.disk.text(SESSIONS + "/sessions-work.json")).isEqualTo(other);
        world.holdsEverything("the other one rolled back");
        assertThat(StoreNames.of(new Name("sessions"))).isEmpty();
    }

    @Test
    void where_there_is_no_sessions_directory_there_is_nothing_to_do() throws IOException {
        world.disk.remove(SESSIONS.toString());
        assertThat(world.state()).isEqualTo(new StoreState.Absent());
        assertThat(world.run()).isInstanceOf(MigrationOutcome.NothingToDo.class);
        assertThat(world.recover()).isInstanceOf(MigrationOutcome.NothingToDo.class);
        assertThat(world.migration().plan().obstacles()).isNotEmpty();
    }

    @Test
    void backups_are_removed_only_as_their_record_names_them() throws IOException {
        world.run();
        List<Backup> backups = world.migration().backups();
        assertThat(backups).hasSize(1);
        Backup backup = backups.getFirst();
        world.disk.file(backup.place().toString(), "something else");
        assertThat(world.migration().removeBackup(backup)).isPresent();
        assertThat(world.disk.exists(backup.place().toString())).isTrue();
        world.disk.file(backup.place().toString(), SOURCE);
        assertThat(world.migration().removeBackup(backup)).isEmpty();
        assertThat(world.disk.exists(backup.place().toString())).isFalse();
        assertThat(world.migration().backups()).isEmpty();
        assertThat(world.disk.names(HOME + "/backups")).isEmpty();
        MigrationOutcome outcome = world.rollback();
        assertThat(outcome).isInstanceOf(MigrationOutcome.RolledBack.class);
        assertThat(((MigrationOutcome.RolledBack) outcome).identical()).isFalse();
        assertThat(world.found()).isEqualTo(ALL);
    }

    /// On a network file system a gateway of another machine is not seen, and nothing refuses its
    /// late writes (`protocols.md` 2, "Where").
    @Test
    void in_a_place_that_is_not_known_to_be_local_nothing_is_migrated_or_taken_back()
            throws IOException {
        StoreMigration elsewhere =
                world.migration(SimulatedRoot.degraded(world.disk, ""), StoreNames.DEFAULT);
        var before = world.disk.paths();
        assertThat(elsewhere.plan().obstacles())
                .singleElement()
                .asString()
                .contains("not safe in this place");
        assertThat(elsewhere.run(MigrationProgress.none()))
                .isInstanceOf(MigrationOutcome.Refused.class);
        assertThat(world.disk.paths()).isEqualTo(before);
        assertThat(world.run()).isInstanceOf(MigrationOutcome.Migrated.class);
        var migrated = world.disk.paths();
        assertThat(elsewhere.rollback(MigrationProgress.none()))
                .isInstanceOf(MigrationOutcome.Refused.class);
        assertThat(world.disk.paths()).isEqualTo(migrated);
    }
}
