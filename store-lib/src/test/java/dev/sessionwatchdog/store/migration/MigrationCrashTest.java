package dev.sessionwatchdog.store.migration;

import static dev.sessionwatchdog.store.migration.MigrationWorld.FILE;
import static dev.sessionwatchdog.store.migration.MigrationWorld.SOURCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionwatchdog.store.key.Layout;
import dev.sessionwatchdog.store.lease.Claim;
import dev.sessionwatchdog.store.lease.Leases;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.sim.Changes;
import dev.sessionwatchdog.store.sim.SimulatedCrash;
import dev.sessionwatchdog.store.sim.SimulatedRoot;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// The machine ends before every single change that a migration or a roll-back makes, what was not
/// synced is lost in every way that is possible, and the next start ends during the recovery (S12;
/// `facts/scenarios.md` S58): before every change of it where the process was killed, before some
/// where the power went.
///
/// In every state one form is in force and holds every session, byte for byte.
class MigrationCrashTest {

    private static final boolean HUNT = Boolean.getBoolean("hunt");
    private static final int MOST_PENDING = 12;

    /// Not every crash of every recovery after a loss of power, unless one hunts.
    private static final int STRIDE = HUNT ? 1 : 17;

    private static final int LUCK = HUNT ? 100 : 4;

    private int states;
    private int recoveries;

    private interface Preparing {
        MigrationWorld world() throws IOException;
    }

    /// What holds in every state; thrown is what does not.
    private interface Judge {
        void look(MigrationWorld world, String where) throws IOException;
    }

    @Test
    void a_migration_survives_every_crash() throws IOException {
        int points =
                survives(
                        "migration",
                        MigrationWorld::fresh,
                        MigrationWorld::run,
                        MigrationCrashTest::intact,
                        MigrationCrashTest::migratedInTheEnd);
        assertThat(points).isGreaterThan(50);
    }

    /// Our own lock lies there then, of a process that is gone, and goes as such locks do.
    @Test
    void a_migration_under_the_gateways_lock_goes_on_when_that_is_gone() throws IOException {
        boolean ended = true;
        int locked = 0;
        for (int point = 1; ended; point++) {
            MigrationWorld world = MigrationWorld.fresh().with(Layout.ENTRIES_ENCODED, false, true);
            ended = endsAt(world, MigrationWorld::run, point);
            MigrationWorld left = world.on(world.disk.killed());
            String where = "before change " + point;
            intact(left, where);
            if (left.disk.exists(MigrationWorld.LOCK)) {
                locked++;
                MigrationOutcome waiting = left.recover();
                assertThat(waiting)
                        .as(where)
                        .isInstanceOfAny(
                                MigrationOutcome.Overtaken.class,
                                MigrationOutcome.Migrated.class,
                                MigrationOutcome.NothingToDo.class);
                assertThat(left.disk.exists(MigrationWorld.LOCK)).as(where).isTrue();
                intact(left, where);
                left.disk.remove(MigrationWorld.LOCK);
            }
            migratedInTheEnd(left, where);
        }
        assertThat(locked).isPositive();
    }

    @Test
    void a_roll_back_survives_every_crash() throws IOException {
        survives(
                "roll-back",
                () -> {
                    MigrationWorld world = MigrationWorld.fresh();
                    assertThat(world.run()).isInstanceOf(MigrationOutcome.Migrated.class);
                    return world;
                },
                MigrationWorld::rollback,
                MigrationCrashTest::intact,
                MigrationCrashTest::rolledBackInTheEnd);
    }

    @Test
    void a_roll_back_while_a_lease_is_held_survives_crashes() throws Exception {
        boolean ended = true;
        int points = 0;
        for (int point = 1; ended; point++) {
            MigrationWorld world = MigrationWorld.fresh();
            world.run();
            try (Leases leases =
                    world.leases(SimulatedRoot.open(world.disk), Place.of(MigrationWorld.STORE))) {
                Claim claim = leases.claim(new Name("agent%3Amain%3Amain.json"));
                assertThat(claim).isInstanceOf(Claim.Granted.class);
                world.disk.settle();
                ended = endsAt(world, MigrationWorld::rollback, point);
            } catch (SimulatedCrash closing) {
                ended = true;
            }
            for (int seed = -1; seed < LUCK; seed++) {
                MigrationWorld left = world.left(seed);
                String where = "before change " + point + ", seed " + seed;
                intact(left, where);
                rolledBackInTheEnd(left, where);
            }
            points = point;
        }
        System.out.printf("crash in a roll-back with a lease: %d changes%n", points - 1);
        assertThat(points).isGreaterThan(50);
    }

    private int survives(
            String name,
            Preparing preparing,
            MigrationWorld.Work work,
            Judge intact,
            Judge inTheEnd)
            throws IOException {
        states = 0;
        recoveries = 0;
        for (int point = 1; ; point++) {
            MigrationWorld world = preparing.world();
            world.disk.settle();
            boolean ended = endsAt(world, work, point);
            String where = name + ", before change " + point;
            look(world.on(world.disk.killed()), 1, where + ", killed", intact, inTheEnd);
            world.disk.everyCrash(
                    MOST_PENDING,
                    left -> {
                        try {
                            look(world.on(left), STRIDE, where + ", power lost", intact, inTheEnd);
                        } catch (IOException failed) {
                            throw new AssertionError(where, failed);
                        }
                    });
            if (!ended) {
                System.out.printf(
                        "crash in %s: %d changes, %d states, %d recoveries that crashed too%n",
                        name, point - 1, states, recoveries);
                return point - 1;
            }
        }
    }

    private static boolean endsAt(MigrationWorld world, MigrationWorld.Work work, int point)
            throws IOException {
        Changes.crashAt(world.disk, point);
        return world.endsIn(work);
    }

    private void look(MigrationWorld left, int stride, String where, Judge intact, Judge inTheEnd)
            throws IOException {
        states++;
        intact.look(left, where);
        for (int point = 1 + states % stride; ; point += stride) {
            MigrationWorld again = left.on(left.disk.killed());
            if (!endsAt(again, MigrationWorld::recover, point)) {
                break;
            }
            recoveries++;
            MigrationWorld twice = again.left(point % 2 == 0 ? -1 : states);
            intact.look(twice, where + ", then in recovery " + point);
            inTheEnd.look(twice, where + ", then in recovery " + point);
        }
        inTheEnd.look(left, where);
    }

    private static void intact(MigrationWorld world, String where) throws IOException {
        world.holdsEverything(where);
    }

    private static void recovered(MigrationWorld world, String where) throws IOException {
        MigrationOutcome outcome = world.recover();
        assertThat(world.state().unfinished()).as("%s: %s", where, outcome).isFalse();
        assertThat(world.log.open()).as(where).isEmpty();
        world.holdsEverything(where + ", recovered");
    }

    private static void migratedInTheEnd(MigrationWorld world, String where) throws IOException {
        recovered(world, where);
        MigrationOutcome outcome = world.run();
        assertThat(outcome)
                .as(where)
                .isInstanceOfAny(
                        MigrationOutcome.Migrated.class, MigrationOutcome.NothingToDo.class);
        world.holdsEverything(where + ", migrated");
        assertThat(world.disk.exists(FILE)).as(where).isFalse();
        assertThat(world.migration().backups())
                .as(where)
                .singleElement()
                .satisfies(
                        it -> assertThat(world.disk.text(it.place().toString())).isEqualTo(SOURCE));
    }

    private static void rolledBackInTheEnd(MigrationWorld world, String where) throws IOException {
        recovered(world, where);
        if (world.state() instanceof StoreState.InDirectory) {
            assertThat(world.rollback()).as(where).isInstanceOf(MigrationOutcome.RolledBack.class);
        }
        assertThat(world.disk.text(FILE)).as(where).isEqualTo(SOURCE);
        world.holdsEverything(where + ", rolled back");
    }
}
