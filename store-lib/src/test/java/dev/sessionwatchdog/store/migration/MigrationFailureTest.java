package dev.sessionwatchdog.store.migration;

import static dev.sessionwatchdog.store.migration.MigrationWorld.FILE;
import static dev.sessionwatchdog.store.migration.MigrationWorld.HOME;
import static dev.sessionwatchdog.store.migration.MigrationWorld.SOURCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sessionwatchdog.store.sim.Changes;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Every single call that changes something fails, once, for any of the reasons that a disk has
/// (S13; `facts/scenarios.md` S59); then the power goes, or not.
class MigrationFailureTest {

    private static final int SEEDS = Boolean.getBoolean("hunt") ? 100 : 2;
    private static final List<IOException> FAILURES =
            List.of(
                    new FileSystemException("x", null, "write: EIO (5)"),
                    new FileSystemException("x", null, "write: ENOSPC (28)"),
                    new AccessDeniedException("x", null, "openat: EACCES (13)"),
                    new FileSystemException("x", null, "write: EDQUOT (122)"));

    private int states;

    @Test
    void a_migration_that_fails_anywhere_loses_nothing_and_succeeds_the_next_time()
            throws IOException {
        for (IOException failure : FAILURES) {
            int point = 1;
            while (migrationFailsAt(point, failure)) {
                point++;
            }
            assertThat(point).isGreaterThan(50);
        }
        System.out.printf("failed migrations: %d states, nothing lost%n", states);
    }

    /// @return whether that call was made
    private boolean migrationFailsAt(int point, IOException failure) throws IOException {
        MigrationWorld world = MigrationWorld.fresh();
        boolean[] made = {false};
        Changes.before(
                world.disk,
                point,
                () -> {
                    made[0] = true;
                    throw failure;
                });
        MigrationOutcome outcome = world.run();
        world.disk.before(_ -> {});
        String where = "change " + point + ": " + failure.getMessage() + ": " + outcome;
        assertThat(outcome)
                .as(where)
                .isInstanceOfAny(
                        MigrationOutcome.Failed.class,
                        MigrationOutcome.Indeterminate.class,
                        MigrationOutcome.Migrated.class);
        world.holdsEverything(where);
        assertThat(world.log.open()).as(where).isEmpty();
        for (int seed = 0; seed < SEEDS; seed++) {
            comesToItsEnd(world.on(world.disk.crash(new Random(seed))), where + ", power " + seed);
        }
        MigrationWorld later = world.on(world.disk.killed());
        comesToItsEnd(world, where);
        // What a failed sync left in doubt stays in doubt, whatever was synced since.
        for (int seed = 0; seed < SEEDS; seed++) {
            comesToItsEnd(world.on(world.disk.crash(new Random(seed))), where + ", after " + seed);
        }
        comesToItsEnd(later, where + ", killed");
        return made[0];
    }

    private void comesToItsEnd(MigrationWorld world, String where) throws IOException {
        states++;
        world.holdsEverything(where, true);
        world.recover();
        world.holdsEverything(where + ", recovered");
        assertThat(world.run())
                .as(where)
                .isInstanceOfAny(
                        MigrationOutcome.Migrated.class, MigrationOutcome.NothingToDo.class);
        assertThat(world.state()).as(where).isInstanceOf(StoreState.InDirectory.class);
        assertThat(world.disk.exists(FILE)).as(where).isFalse();
        world.holdsEverything(where + ", migrated");
    }

    @Test
    void a_roll_back_that_fails_anywhere_loses_nothing_and_goes_on_the_next_time()
            throws IOException {
        for (IOException failure : FAILURES) {
            boolean made = true;
            for (int point = 1; made; point++) {
                made = rollBackFailsAt(point, failure);
            }
        }
        System.out.printf("failed roll-backs: %d states, nothing lost%n", states);
    }

    private boolean rollBackFailsAt(int point, IOException failure) throws IOException {
        MigrationWorld world = MigrationWorld.fresh();
        world.run();
        boolean[] made = {false};
        Changes.before(
                world.disk,
                point,
                () -> {
                    made[0] = true;
                    throw failure;
                });
        MigrationOutcome outcome = world.rollback();
        world.disk.before(_ -> {});
        String where = "change " + point + ": " + failure.getMessage() + ": " + outcome;
        world.holdsEverything(where);
        for (int seed = 0; seed < SEEDS; seed++) {
            isTakenBack(world.on(world.disk.crash(new Random(seed))), where + ", power " + seed);
        }
        isTakenBack(world, where);
        for (int seed = 0; seed < SEEDS; seed++) {
            isTakenBack(world.on(world.disk.crash(new Random(seed))), where + ", after " + seed);
        }
        return made[0];
    }

    private void isTakenBack(MigrationWorld world, String where) throws IOException {
        states++;
        world.holdsEverything(where, true);
        world.recover();
        world.holdsEverything(where + ", recovered");
        if (world.state() instanceof StoreState.InDirectory) {
            assertThat(world.rollback()).as(where).isInstanceOf(MigrationOutcome.RolledBack.class);
        }
        assertThat(world.state()).as(where).isEqualTo(new StoreState.InSingleFile());
        assertThat(world.disk.text(FILE)).as(where).isEqualTo(SOURCE);
    }

    @Test
    void without_room_for_twice_the_store_and_its_files_nothing_is_begun() throws IOException {
        MigrationWorld world = MigrationWorld.fresh();
        long required = world.migration().plan().requiredBytes();
        int files = 3 + 1 + 2;
        assertThat(required).isGreaterThanOrEqualTo(2L * SOURCE.length() + 4096L * files);
        world.disk.space.leave(required - 1);
        var before = world.disk.paths();
        assertThat(world.migration().plan().obstacles())
                .singleElement()
                .asString()
                .contains("free");
        assertThat(world.run()).isInstanceOf(MigrationOutcome.Failed.class);
        assertThat(world.disk.paths()).isEqualTo(before);
        assertThat(world.log.words()).isEmpty();
        world.disk.space.leave(required);
        assertThat(world.run()).isInstanceOf(MigrationOutcome.Migrated.class);
    }

    @Test
    void without_room_for_the_rebuilt_file_nothing_is_taken_back() throws IOException {
        MigrationWorld world = MigrationWorld.fresh();
        world.run();
        var before = world.disk.paths();
        var said = world.log.words();
        world.disk.space.leave(4096);
        assertThat(world.rollback()).isInstanceOf(MigrationOutcome.Failed.class);
        assertThat(world.disk.paths()).isEqualTo(before);
        assertThat(world.log.words()).isEqualTo(said);
        world.disk.space.leave(1 << 20);
        assertThat(world.rollback()).isInstanceOf(MigrationOutcome.RolledBack.class);
    }

    @Test
    void without_evidence_nothing_is_begun() throws IOException {
        MigrationWorld world = MigrationWorld.fresh();
        world.log.failWith(new FileSystemException("log", null, "ENOSPC (28)"));
        var before = world.disk.paths();
        assertThatThrownBy(world::run).isInstanceOf(IOException.class);
        assertThat(world.disk.paths()).isEqualTo(before);
    }

    @Test
    void a_copy_that_is_not_what_was_written_is_never_put_into_force() throws IOException {
        MigrationWorld world = MigrationWorld.fresh();
        String[] staged = {""};
        world.disk.before(call -> {
            boolean sealing = call.name().equals("create") && call.path().endsWith(".manifest.new");
            if (sealing && staged[0].isEmpty()) {
                staged[0] = call.path().replace(".manifest.new", "agent%3Amain%3Amain.json");
                world.disk.file(staged[0], "{ \"n\" : 1.0, \"n\":1e401, \"u\":\"\\u00e9\\/\" }");
            }
        });
        assertThat(world.run()).isInstanceOf(MigrationOutcome.Failed.class);
        assertThat(staged[0]).isNotEmpty();
        world.disk.before(_ -> {});
        assertThat(world.disk.text(FILE)).isEqualTo(SOURCE);
        assertThat(world.disk.names(HOME + "/migrate")).isEmpty();
        assertThat(world.log.words()).contains("store.migrate failed migrate");
        world.holdsEverything("not put into force");
    }
}
