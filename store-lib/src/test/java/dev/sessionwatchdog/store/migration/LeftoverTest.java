package dev.sessionwatchdog.store.migration;

import static dev.sessionwatchdog.store.migration.MigrationWorld.FILE;
import static dev.sessionwatchdog.store.migration.MigrationWorld.HOME;
import static dev.sessionwatchdog.store.migration.MigrationWorld.SOURCE;
import static dev.sessionwatchdog.store.migration.MigrationWorld.STORE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.sim.Changes;
import dev.sessionwatchdog.store.sim.SimulatedCrash;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What becomes of a copy that was staged when the machine ended, and of a single file that was
/// captured (S10, S12): what may be the only copy of a session is never deleted.
class LeftoverTest {

    private static final int SEEDS = Boolean.getBoolean("hunt") ? 50 : 3;
    private static final String BEGUN_ANEW = "{\"agent:main:main\":{\"new\":true}}";

    /// Sealed, and ended directly before it was put into place.
    private static MigrationWorld staged() throws IOException {
        MigrationWorld world = MigrationWorld.fresh();
        world.disk.before(call -> {
            boolean commit = call.name().equals("rename") && call.path().endsWith("/sessions.d");
            if (commit) {
                throw new SimulatedCrash(call.toString());
            }
        });
        world.endsIn(MigrationWorld::run);
        MigrationWorld left = world.on(world.disk.killed());
        assertThat(left.state()).isInstanceOf(StoreState.StagedWhole.class);
        return left;
    }

    @Test
    void a_whole_copy_is_kept_when_the_single_file_came_back_as_another_one() throws IOException {
        for (String other : List.of("", "{}", BEGUN_ANEW)) {
            MigrationWorld world = staged();
            world.disk.file(FILE, other);
            assertThat(world.state()).isInstanceOf(StoreState.StagedInPart.class);
            int before = world.log.words().size();
            world.migration().recover(List.of(), MigrationProgress.none());
            assertThat(world.log.words().subList(before, world.log.words().size()))
                    .containsExactly("store.migrate intent shelve", "store.migrate done shelve");
            assertThat(world.disk.text(FILE)).isEqualTo(other);
            assertThat(world.state()).isEqualTo(new StoreState.InSingleFile());
            isKept(world, "'" + other + "'");
        }
    }

    /// With the copy a person gets everything back.
    private static void isKept(MigrationWorld world, String where) throws IOException {
        Backup kept =
                world.migration().backups().stream()
                        .filter(it -> !it.file())
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(where + ": nothing is kept"));
        MigrationWorld restored = world.on(world.disk.killed());
        restored.disk.remove(FILE);
        restored.disk.rename(kept.place().toString(), STORE);
        assertThat(restored.everything()).as(where).isEqualTo(restored.told(MigrationWorld.ALL));
    }

    @Test
    void shelving_survives_every_crash() throws IOException {
        int states = 0;
        boolean ended = true;
        for (int point = 1; ended; point++) {
            MigrationWorld world = staged();
            world.disk.file(FILE, BEGUN_ANEW);
            world.disk.settle();
            Changes.crashAt(world.disk, point);
            ended = world.endsIn(MigrationWorld::recover);
            for (int seed = -1; seed < SEEDS; seed++) {
                MigrationWorld left = world.left(seed);
                states++;
                String where = "before change " + point + ", seed " + seed;
                left.recover();
                assertThat(left.state()).as(where).isEqualTo(new StoreState.InSingleFile());
                assertThat(left.log.open()).as(where).isEmpty();
                assertThat(left.disk.text(FILE)).as(where).isEqualTo(BEGUN_ANEW);
                isKept(left, where);
            }
        }
        System.out.printf("crash in shelving a copy: %d states%n", states);
    }

    @Test
    void a_copy_of_what_still_stands_or_an_unfinished_one_is_deleted_under_an_intent()
            throws IOException {
        MigrationWorld world = MigrationWorld.fresh();
        Changes.crashAt(world.disk, 20);
        world.endsIn(MigrationWorld::run);
        MigrationWorld left = world.on(world.disk.killed());
        assertThat(left.state()).isInstanceOf(StoreState.StagedInPart.class);
        assertThat(left.recover())
                .isInstanceOfSatisfying(
                        MigrationOutcome.Abandoned.class, it -> assertThat(it.kept()).isEmpty());
        assertThat(left.log.words())
                .contains("store.migrate intent discard", "store.migrate done discard");
        assertThat(left.disk.names(HOME + "/migrate")).isEmpty();
        assertThat(left.disk.text(FILE)).isEqualTo(SOURCE);
        assertThat(left.migration().backups()).isEmpty();
    }

    @Test
    void an_objection_leaves_a_copy_where_it_is() throws IOException {
        MigrationWorld world = staged();
        world.disk.file(FILE, BEGUN_ANEW);
        var before = world.disk.paths();
        world.object(MigrationGuard.Step.STAGE, "mode: observe");
        assertThat(world.recover()).isInstanceOf(MigrationOutcome.Overtaken.class);
        assertThat(world.disk.paths()).isEqualTo(before);
    }

    /// Found out by the migration itself, which then has to give its copy up.
    @Test
    void a_copy_that_is_overtaken_before_its_commit_is_kept_too() throws IOException {
        MigrationWorld world = MigrationWorld.fresh();
        boolean[] written = {false};
        world.disk.before(call -> {
            boolean sealed = call.path().contains("backup.json");
            if (sealed && !written[0]) {
                written[0] = true;
                world.disk.file(FILE, "");
            }
        });
        assertThat(world.run()).isInstanceOf(MigrationOutcome.Overtaken.class);
        world.disk.before(_ -> {});
        assertThat(written[0]).isTrue();
        isKept(world, "overtaken");
    }

    /// Moved away by a migration that ended before it looked at what it had got.
    private static MigrationWorld captured(String late) throws IOException {
        MigrationWorld world = MigrationWorld.fresh();
        world.disk.before(call -> {
            if (call.name().equals("rename") && call.path().equals(FILE)) {
                world.disk.file(FILE, late);
            }
            boolean concluding = call.name().equals("rename") && call.path().endsWith(".captured");
            if (concluding) {
                throw new SimulatedCrash(call.toString());
            }
        });
        world.endsIn(MigrationWorld::run);
        MigrationWorld left = world.on(world.disk.killed());
        assertThat(left.state()).isInstanceOf(StoreState.Retiring.class);
        return left;
    }

    @Test
    void an_objection_leaves_a_captured_single_file_where_it_is() throws IOException {
        for (String late : List.of(SOURCE, BEGUN_ANEW)) {
            MigrationWorld left = captured(late);
            var before = left.disk.paths();
            left.object(MigrationGuard.Step.RESTORE, "mode: observe");
            assertThat(left.recover()).isInstanceOf(MigrationOutcome.Overtaken.class);
            assertThat(left.disk.paths()).isEqualTo(before);
            left.objectNoMore();
            left.recover();
            left.recover();
            assertThat(left.state()).isInstanceOf(StoreState.InDirectory.class);
        }
    }

    @Test
    void an_objection_to_merging_leaves_it_captured_when_another_file_stands_at_its_name()
            throws IOException {
        MigrationWorld left = captured(BEGUN_ANEW);
        left.disk.file(FILE, SOURCE);
        left.object(MigrationGuard.Step.MERGE, "a gateway runs");
        assertThat(left.recover()).isInstanceOf(MigrationOutcome.Overtaken.class);
        assertThat(left.state()).isInstanceOf(StoreState.Retiring.class);
        left.objectNoMore();
        left.recover();
        left.recover();
        assertThat(left.state()).isInstanceOf(StoreState.InDirectory.class);
    }

    /// Else it would come up after the next migration, and be taken over what is newer by then.
    @Test
    void a_captured_file_is_a_backup_when_a_person_took_the_directory_away() throws IOException {
        for (String late : List.of(SOURCE, BEGUN_ANEW)) {
            MigrationWorld left = captured(late);
            left.disk.rename(STORE, "taken-away");
            String written = "{\"agent:main:main\":{\"newest\":1}}";
            left.disk.file(FILE, written);
            assertThat(left.state()).isInstanceOf(StoreState.Retiring.class);
            assertThat(left.recover())
                    .isInstanceOfSatisfying(
                            MigrationOutcome.Abandoned.class,
                            it ->
                                    assertThat(left.disk.text(it.kept().orElseThrow().toString()))
                                            .isEqualTo(late));
            assertThat(left.run()).isInstanceOf(MigrationOutcome.Migrated.class);
            assertThat(left.state()).isInstanceOf(StoreState.InDirectory.class);
            assertThat(left.found())
                    .containsExactly(Map.entry("agent:main:main", "{\"newest\":1}"));
            assertThat(left.migration().backups()).hasSize(2);
        }
    }

    /// By somebody else: it names no roll-back of ours, and no directory either.
    @Test
    void a_mark_that_is_not_ours_is_none() throws IOException {
        for (String mark : List.of(".rollback...", ".rollback.", ".rollback.x", ".rollback...x")) {
            MigrationWorld world = MigrationWorld.fresh();
            world.disk.mkdirs(STORE);
            world.disk.file(STORE + "/" + mark, "");
            var before = world.disk.paths();
            assertThat(world.state()).as(mark).isEqualTo(new StoreState.ForeignDirectory());
            assertThat(world.recover()).as(mark).isInstanceOf(MigrationOutcome.NothingToDo.class);
            assertThat(world.disk.paths()).as(mark).isEqualTo(before);
        }
    }
}
